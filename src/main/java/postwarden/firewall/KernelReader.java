package postwarden.firewall;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import postwarden.Address;

/**
 * Reads the table by raw netlink, at a fraction of what a listing by libnftables costs. One
 * thread's. Numbers and layouts are those of linux/netfilter/nf_tables.h.
 */
final class KernelReader implements AutoCloseable {
    private static final int GETTABLE = 1;
    private static final int GETCHAIN = 4;
    private static final int GETRULE = 7;
    private static final int GETSET = 10;
    private static final int GETSETELEM = 13;
    private static final int GETGEN = 16;

    private static final int NESTED = 0x8000;
    private static final int ELEM_KEY = 1;
    private static final int ELEM_FLAGS = 3;
    private static final int ELEM_EXPIRATION = 5;
    private static final int ELEM_INTERVAL_END = 1;

    private final Netlink netlink = new Netlink();

    /** Takes the keys of a set. */
    interface KeyReader {
        /**
         * One key as the kernel keeps it.
         *
         * @param intervalEnd the key is the first address after an interval
         * @param milliseconds until the kernel forgets it; negative: never
         */
        void key(Address key, boolean intervalEnd, long milliseconds);
    }

    /** Grows by one with each transaction that anyone commits in this network namespace. */
    int generation() {
        int[] generation = new int[1];
        netlink.ask(GETGEN, request -> {}, answer -> generation[0] = answer.number(1, 0));
        return generation[0];
    }

    Frame frame() {
        List<Frame.Table> tables = new ArrayList<>();
        netlink.ask(
                GETTABLE,
                request -> putText(request, 1, Transaction.TABLE),
                table -> tables.add(new Frame.Table(table.longNumber(4, 0), table.number(2, 0))));
        List<Frame.Chain> chains = new ArrayList<>();
        netlink.ask(GETCHAIN, inTable(3, Transaction.CHAIN), chain -> chains.add(chain(chain)));
        List<Long> rules = new ArrayList<>();
        netlink.dump(
                GETRULE, inTable(2, Transaction.CHAIN), rule -> rules.add(rule.longNumber(3, 0)));
        return new Frame(tables.stream().findFirst(), chains.stream().findFirst(), rules, sets());
    }

    /**
     * All keys of a set, in no order.
     *
     * @return false if there is no such set
     */
    boolean keys(KernelSet set, KeyReader reader) {
        return netlink.dump(
                GETSETELEM,
                inTable(2, set.text()),
                message ->
                        message.nested(3)
                                .ifPresent(list -> list.forEach(1, key -> read(key, reader))));
    }

    /** How long a hash set keeps a key; negative: for ever; empty: it does not hold the key. */
    OptionalLong millisecondsLeft(KernelSet set, Address key) {
        byte[] bytes = key.bytes();
        long[] left = new long[1];
        boolean found =
                netlink.ask(
                        GETSETELEM,
                        inTable(2, set.text()).andThen(request -> putKey(request, bytes)),
                        message ->
                                message.nested(3)
                                        .ifPresent(
                                                list ->
                                                        list.forEach(
                                                                1,
                                                                element ->
                                                                        left[0] = left(element))));
        return found ? OptionalLong.of(left[0]) : OptionalLong.empty();
    }

    /** See {@link Netlink#wasInterrupted}. */
    boolean wasInterrupted() {
        return netlink.wasInterrupted();
    }

    /** See {@link Netlink#stop}. */
    void stop() {
        netlink.stop();
    }

    @Override
    public void close() {
        netlink.close();
    }

    private Map<KernelSet, KernelSet.Shape> sets() {
        Map<KernelSet, KernelSet.Shape> sets = new EnumMap<>(KernelSet.class);
        netlink.dump(
                GETSET,
                request -> putText(request, 1, Transaction.TABLE),
                set ->
                        ofName(set.text(2))
                                .ifPresent(
                                        known ->
                                                sets.put(
                                                        known,
                                                        new KernelSet.Shape(
                                                                set.number(3, 0),
                                                                set.number(4, 0),
                                                                set.number(5, 0)))));
        return sets;
    }

    private static Frame.Chain chain(Attributes chain) {
        Optional<Attributes> hook = chain.nested(4);
        return new Frame.Chain(
                chain.longNumber(2, 0),
                chain.text(7),
                hook.map(where -> where.number(1, -1)).orElse(-1),
                hook.map(where -> where.number(2, 0)).orElse(0),
                chain.number(5, -1));
    }

    private static void read(Attributes element, KeyReader reader) {
        Optional<Attributes> value = element.nested(ELEM_KEY).flatMap(key -> key.nested(1));
        if (value.isEmpty()) {
            return; // a catch-all element has no key
        }
        byte[] bytes = value.get().bytes();
        boolean intervalEnd = (element.number(ELEM_FLAGS, 0) & ELEM_INTERVAL_END) != 0;
        reader.key(Address.of(bytes), intervalEnd, left(element));
    }

    private static long left(Attributes element) {
        return element.longNumber(ELEM_EXPIRATION, -1);
    }

    private static Optional<KernelSet> ofName(String name) {
        return Arrays.stream(KernelSet.values()).filter(set -> set.text().equals(name)).findFirst();
    }

    private static Consumer<ByteBuffer> inTable(int nameType, String name) {
        return request -> {
            putText(request, 1, Transaction.TABLE);
            putText(request, nameType, name);
        };
    }

    /** A list of one element that has nothing but a key: attributes in attributes. */
    private static void putKey(ByteBuffer request, byte[] key) {
        int length = 4 * 4 + key.length;
        for (int type : new int[] {3, 1, ELEM_KEY}) {
            request.putShort((short) length).putShort((short) (type | NESTED));
            length -= 4;
        }
        request.putShort((short) length).putShort((short) 1).put(key);
    }

    private static void putText(ByteBuffer request, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        request.putShort((short) (4 + bytes.length + 1)).putShort((short) type);
        request.put(bytes).put((byte) 0);
        while (request.position() % 4 != 0) {
            request.put((byte) 0);
        }
    }
}
