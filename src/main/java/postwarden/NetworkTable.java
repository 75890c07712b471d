package postwarden;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Networks by the hundred thousand, as plain numbers: some 25 bytes each, where as objects they
 * would take 100. Each has a row, 0 to {@link #size} - 1, under which others keep what belongs to
 * it; a network may have several. A row that goes is filled with the last one, so there is no
 * order.
 *
 * <p>The rows of a bucket are chained. One thread's, unless nobody changes it any more.
 */
public final class NetworkTable {
    public static final int NONE = -1;

    private static final int FEWEST = 16;

    private long[] high = {};
    private long[] low = {};
    private byte[] bits = {};
    private int[] next = {};

    /** The first row of each; a power of two of them, no fewer than rows. */
    private int[] buckets = {};

    private int size;

    /** Odd and drawn by lot, so that nobody can choose networks that share a bucket. */
    private long highFactor = new SplittableRandom().nextLong() | 1;

    private long lowFactor = new SplittableRandom().nextLong() | 1;

    public int size() {
        return size;
    }

    /** How many rows there is room for by now; grows with {@link #add}. */
    public int room() {
        return high.length;
    }

    /** Returns its row, the last. */
    public int add(Network network) {
        makeRoom();
        int row = size++;
        high[row] = network.first().high();
        low[row] = network.first().low();
        bits[row] = (byte) network.bits();
        chain(row);
        return row;
    }

    /** A row of that network, or {@link #NONE}. */
    public int first(Network network) {
        if (size == 0) {
            return NONE;
        }
        int row = buckets[bucket(network.first().high(), network.first().low())];
        return row == NONE || is(row, network) ? row : next(row, network);
    }

    /** Another row of that network, or {@link #NONE}. */
    public int next(int row, Network network) {
        int following = next[row];
        while (following != NONE && !is(following, network)) {
            following = next[following];
        }
        return following;
    }

    /** Another row of the same network, or {@link #NONE}. */
    public int twin(int row) {
        int twin = buckets[bucket(high[row], low[row])];
        while (twin != NONE && (twin == row || !isSame(twin, row))) {
            twin = next[twin];
        }
        return twin;
    }

    public Network network(int row) {
        return new Network(new Address(high[row], low[row]), bits[row] & 0xff);
    }

    /** Has the other's rows from now on; costs what it costs to copy the numbers. */
    void become(NetworkTable other) {
        size = other.size;
        high = copied(other.high, size, high);
        low = copied(other.low, size, low);
        bits = bits.length < size ? new byte[room(size)] : bits;
        System.arraycopy(other.bits, 0, bits, 0, size);
        next = next.length < size ? new int[room(size)] : next;
        System.arraycopy(other.next, 0, next, 0, size);
        buckets = buckets.length == other.buckets.length ? buckets : new int[other.buckets.length];
        System.arraycopy(other.buckets, 0, buckets, 0, buckets.length);
        highFactor = other.highFactor;
        lowFactor = other.lowFactor;
    }

    /** The first numbers, in that array if there is room. */
    static long[] copied(long[] numbers, int size, long[] into) {
        long[] copy = into.length < size ? new long[room(size)] : into;
        System.arraycopy(numbers, 0, copy, 0, size);
        return copy;
    }

    /** Returns the row whose network has the removed one's row now: the last, or itself. */
    public int remove(int row) {
        point(row, next[row]);
        int last = --size;
        if (row != last) {
            point(last, row);
            high[row] = high[last];
            low[row] = low[last];
            bits[row] = bits[last];
            next[row] = next[last];
        }
        return last;
    }

    private boolean isSame(int one, int other) {
        return low[one] == low[other] && high[one] == high[other] && bits[one] == bits[other];
    }

    private boolean is(int row, Network network) {
        return low[row] == network.first().low()
                && high[row] == network.first().high()
                && (bits[row] & 0xff) == network.bits();
    }

    private int bucket(long highBits, long lowBits) {
        long mixed = highBits * highFactor + lowBits * lowFactor;
        return (int) (mixed >>> (Long.SIZE - Integer.numberOfTrailingZeros(buckets.length)));
    }

    private void chain(int row) {
        int bucket = bucket(high[row], low[row]);
        next[row] = buckets[bucket];
        buckets[bucket] = row;
    }

    /** What points to one row of a chain points to the other from now on. */
    private void point(int known, int other) {
        int bucket = bucket(high[known], low[known]);
        int row = buckets[bucket];
        if (row == known) {
            buckets[bucket] = other;
            return;
        }
        while (next[row] != known) {
            row = next[row];
        }
        next[row] = other;
    }

    /** For so many rows and some more. */
    private static int room(int rows) {
        return Math.max(FEWEST, rows + rows / 4);
    }

    private void makeRoom() {
        if (size == high.length) {
            int room = room(size);
            high = Arrays.copyOf(high, room);
            low = Arrays.copyOf(low, room);
            bits = Arrays.copyOf(bits, room);
            next = Arrays.copyOf(next, room);
        }
        if (size == buckets.length) {
            buckets = new int[Math.max(FEWEST, 2 * size)];
            Arrays.fill(buckets, NONE);
            for (int row = 0; row < size; row++) {
                chain(row);
            }
        }
    }
}
