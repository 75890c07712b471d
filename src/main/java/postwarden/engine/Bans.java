package postwarden.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Micros;
import postwarden.Network;
import postwarden.Offender;

/**
 * The bans in memory, by offender and by the networks that hold it. A ban that is over stays until
 * {@link #forget}: a backlog is judged by the bans of its own time.
 *
 * <p>A table of plain numbers, some 50 bytes a ban: as objects they would be most of what the
 * daemon keeps. The rows of a bucket are chained. A row that goes is filled with the last one, so
 * there is no order.
 */
final class Bans {
    private static final int NONE = -1;
    private static final int FEWEST = 16;

    /** Reasons of bans by hand are people's text: so many more than bans may be kept unused. */
    private static final int SPARE_CAUSES = 1000;

    private long[] high = {};
    private long[] low = {};
    private byte[] bits = {};
    private long[] start = {};
    private long[] end = {};
    private boolean[] translated = {};
    private int[] cause = {};
    private int[] next = {};

    /** The first row of each bucket; a power of two of them, no fewer than rows. */
    private int[] buckets = {};

    private int size;

    /** Odd and drawn by lot, so that nobody can choose offenders who share a bucket. */
    private final long highFactor = new SplittableRandom().nextLong() | 1;

    private final long lowFactor = new SplittableRandom().nextLong() | 1;

    /** Most bans have one of a few causes: equal ones are kept once. */
    private final List<Ban.Cause> causes = new ArrayList<>();

    private final Map<Ban.Cause, Integer> places = new HashMap<>();

    /** The prefix lengths (of 128) that ever occurred: few, so each is looked up. */
    private final BitSet lengths = new BitSet();

    /** The ban that holds all of the offender at that time. */
    Optional<Ban> covering(Offender offender, Instant time) {
        Network network = offender.network();
        long at = Micros.of(time);
        int length = lengths.nextSetBit(0);
        while (length >= 0 && length <= network.bits()) {
            Network holder = new Network(network.first(), length);
            for (int row = first(holder); row != NONE; row = following(row, holder)) {
                if (start[row] <= at && at < end[row] && holder.contains(network)) {
                    return Optional.of(ban(row));
                }
            }
            length = lengths.nextSetBit(length + 1);
        }
        return Optional.empty();
    }

    /** One that is here already changes nothing. */
    void add(Ban ban) {
        Network network = ban.offender().network();
        for (int row = first(network); row != NONE; row = following(row, network)) {
            if (isAt(row, ban)) {
                return;
            }
        }
        makeRoom();
        int row = size++;
        high[row] = network.first().high();
        low[row] = network.first().low();
        bits[row] = (byte) network.bits();
        start[row] = Micros.of(ban.start());
        end[row] = Micros.of(ban.end());
        translated[row] = ban.translated();
        cause[row] = place(ban.cause());
        lengths.set(network.bits());
        chain(row);
    }

    /** Those of one offender, which then has none. */
    List<Ban> remove(Offender offender) {
        List<Ban> removed = of(offender);
        for (int row; (row = first(offender.network())) != NONE; ) {
            remove(row);
        }
        return removed;
    }

    void forget(Instant endedBefore) {
        long by = Micros.of(endedBefore);
        for (int row = size - 1; row >= 0; row--) {
            if (end[row] <= by) {
                remove(row);
            }
        }
        if (causes.size() > size + SPARE_CAUSES) {
            forgetCauses();
        }
    }

    List<Ban> of(Offender offender) {
        List<Ban> bans = new ArrayList<>();
        Network network = offender.network();
        for (int row = first(network); row != NONE; row = following(row, network)) {
            bans.add(ban(row));
        }
        return bans;
    }

    Stream<Ban> all() {
        return IntStream.range(0, size).mapToObj(this::ban);
    }

    /** All that are not over. */
    Stream<Ban> lasting(Instant now) {
        long at = Micros.of(now);
        return IntStream.range(0, size).filter(row -> at < end[row]).mapToObj(this::ban);
    }

    int countLasting(Instant now) {
        long at = Micros.of(now);
        return (int) IntStream.range(0, size).filter(row -> at < end[row]).count();
    }

    /** How many causes are kept. */
    int causes() {
        return causes.size();
    }

    private Ban ban(int row) {
        return new Ban(
                new Offender(network(row)),
                Micros.instant(start[row]),
                Micros.instant(end[row]),
                causes.get(cause[row]),
                translated[row]);
    }

    private Network network(int row) {
        return new Network(new Address(high[row], low[row]), bits[row] & 0xff);
    }

    private boolean isAt(int row, Ban ban) {
        return start[row] == Micros.of(ban.start())
                && end[row] == Micros.of(ban.end())
                && translated[row] == ban.translated()
                && causes.get(cause[row]).equals(ban.cause());
    }

    private int first(Network network) {
        if (size == 0) {
            return NONE;
        }
        int row = buckets[bucket(network.first().high(), network.first().low())];
        return row == NONE || is(row, network) ? row : following(row, network);
    }

    private int following(int row, Network network) {
        int following = next[row];
        while (following != NONE && !is(following, network)) {
            following = next[following];
        }
        return following;
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

    /** The row goes out of the chain, and the last row takes its place in the table. */
    private void remove(int row) {
        replace(row, next[row], bucket(high[row], low[row]));
        int last = --size;
        if (row != last) {
            replace(last, row, bucket(high[last], low[last]));
            high[row] = high[last];
            low[row] = low[last];
            bits[row] = bits[last];
            start[row] = start[last];
            end[row] = end[last];
            translated[row] = translated[last];
            cause[row] = cause[last];
            next[row] = next[last];
        }
    }

    /** In the chain of a bucket, what points to one row points to the other. */
    private void replace(int known, int other, int bucket) {
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

    private void makeRoom() {
        if (size == high.length) {
            int room = Math.max(FEWEST, size + size / 4);
            high = Arrays.copyOf(high, room);
            low = Arrays.copyOf(low, room);
            bits = Arrays.copyOf(bits, room);
            start = Arrays.copyOf(start, room);
            end = Arrays.copyOf(end, room);
            translated = Arrays.copyOf(translated, room);
            cause = Arrays.copyOf(cause, room);
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

    private int place(Ban.Cause of) {
        return places.computeIfAbsent(
                of,
                added -> {
                    causes.add(added);
                    return causes.size() - 1;
                });
    }

    private void forgetCauses() {
        List<Ban.Cause> known = List.copyOf(causes);
        causes.clear();
        places.clear();
        for (int row = 0; row < size; row++) {
            cause[row] = place(known.get(cause[row]));
        }
    }
}
