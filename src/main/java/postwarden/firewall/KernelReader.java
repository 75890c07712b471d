package postwarden.firewall;

import static postwarden.firewall.NetlinkNumbers.*;

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
 * thread's.
 */
final class KernelReader implements AutoCloseable {
    private static final int NLA_F_NESTED = 0x8000;
    private static final int NLA_HEADER = 4;

    private final Netlink netlink = new Netlink(Netlink.Subsystem.NFTABLES);

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
        netlink.ask(
                NFT_MSG_GETGEN,
                request -> {},
                answer -> generation[0] = answer.number(NFTA_GEN_ID, 0));
        return generation[0];
    }

    Frame frame() {
        List<Frame.Table> tables = new ArrayList<>();
        netlink.ask(
                NFT_MSG_GETTABLE,
                request -> putText(request, NFTA_TABLE_NAME, Transaction.TABLE),
                table ->
                        tables.add(
                                new Frame.Table(
                                        table.longNumber(NFTA_TABLE_HANDLE, 0),
                                        table.number(NFTA_TABLE_FLAGS, 0))));
        List<Frame.Chain> chains = new ArrayList<>();
        netlink.ask(
                NFT_MSG_GETCHAIN,
                request -> {
                    putText(request, NFTA_CHAIN_TABLE, Transaction.TABLE);
                    putText(request, NFTA_CHAIN_NAME, Transaction.CHAIN);
                },
                chain -> chains.add(chain(chain)));
        List<Long> rules = new ArrayList<>();
        netlink.dump(
                NFT_MSG_GETRULE,
                request -> {
                    putText(request, NFTA_RULE_TABLE, Transaction.TABLE);
                    putText(request, NFTA_RULE_CHAIN, Transaction.CHAIN);
                },
                rule -> rules.add(rule.longNumber(NFTA_RULE_HANDLE, 0)));
        return new Frame(tables.stream().findFirst(), chains.stream().findFirst(), rules, sets());
    }

    /** All keys of a set, in no order; none if there is no such set. */
    void keys(KernelSet set, KeyReader reader) {
        netlink.dump(
                NFT_MSG_GETSETELEM,
                request -> putSet(request, set),
                message -> forEachElement(message, element -> read(element, reader)));
    }

    /** How long a hash set keeps a key; negative: for ever; empty: it does not hold the key. */
    OptionalLong millisecondsLeft(KernelSet set, Address key) {
        long[] left = new long[1];
        boolean found =
                netlink.ask(
                        NFT_MSG_GETSETELEM,
                        request -> {
                            putSet(request, set);
                            putKey(request, key.bytes());
                        },
                        message -> forEachElement(message, element -> left[0] = left(element)));
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

    private static Frame.Chain chain(Attributes chain) {
        Optional<Attributes> hook = chain.nested(NFTA_CHAIN_HOOK);
        return new Frame.Chain(
                chain.longNumber(NFTA_CHAIN_HANDLE, 0),
                chain.text(NFTA_CHAIN_TYPE),
                hook.map(where -> where.number(NFTA_HOOK_HOOKNUM, -1)).orElse(-1),
                hook.map(where -> where.number(NFTA_HOOK_PRIORITY, 0)).orElse(0),
                chain.number(NFTA_CHAIN_POLICY, -1));
    }

    private Map<KernelSet, KernelSet.Shape> sets() {
        Map<KernelSet, KernelSet.Shape> sets = new EnumMap<>(KernelSet.class);
        netlink.dump(
                NFT_MSG_GETSET,
                request -> putText(request, NFTA_SET_TABLE, Transaction.TABLE),
                set ->
                        Arrays.stream(KernelSet.values())
                                .filter(known -> known.text().equals(set.text(NFTA_SET_NAME)))
                                .forEach(known -> sets.put(known, shape(set))));
        return sets;
    }

    private static KernelSet.Shape shape(Attributes set) {
        return new KernelSet.Shape(
                set.number(NFTA_SET_FLAGS, 0),
                set.number(NFTA_SET_KEY_TYPE, 0),
                set.number(NFTA_SET_KEY_LEN, 0));
    }

    private static void forEachElement(Attributes message, Consumer<Attributes> each) {
        message.nested(NFTA_SET_ELEM_LIST_ELEMENTS)
                .ifPresent(list -> list.forEach(NFTA_LIST_ELEM, each));
    }

    private static void read(Attributes element, KeyReader reader) {
        Optional<Attributes> key =
                element.nested(NFTA_SET_ELEM_KEY).flatMap(data -> data.nested(NFTA_DATA_VALUE));
        if (key.isEmpty()) {
            return; // an element for all that no other one holds has no key
        }
        boolean end = (element.number(NFTA_SET_ELEM_FLAGS, 0) & NFT_SET_ELEM_INTERVAL_END) != 0;
        reader.key(Address.of(key.get().bytes()), end, left(element));
    }

    private static long left(Attributes element) {
        return element.longNumber(NFTA_SET_ELEM_EXPIRATION, -1);
    }

    private static void putSet(ByteBuffer request, KernelSet set) {
        putText(request, NFTA_SET_ELEM_LIST_TABLE, Transaction.TABLE);
        putText(request, NFTA_SET_ELEM_LIST_SET, set.text());
    }

    /** A list of one element that has nothing but a key: attributes in attributes. */
    private static void putKey(ByteBuffer request, byte[] key) {
        int[] around = {NFTA_SET_ELEM_LIST_ELEMENTS, NFTA_LIST_ELEM, NFTA_SET_ELEM_KEY};
        int length = NLA_HEADER * (around.length + 1) + key.length;
        for (int type : around) {
            request.putShort((short) length).putShort((short) (type | NLA_F_NESTED));
            length -= NLA_HEADER;
        }
        request.putShort((short) length).putShort((short) NFTA_DATA_VALUE).put(key);
    }

    private static void putText(ByteBuffer request, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        request.putShort((short) (NLA_HEADER + bytes.length + 1)).putShort((short) type);
        request.put(bytes).put((byte) 0);
        while (request.position() % NLA_HEADER != 0) {
            request.put((byte) 0);
        }
    }
}
