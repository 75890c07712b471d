package postwarden.firewall;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of the table is in the kernel, elements aside. Two that are equal are the same table, the
 * same chain and the same rules: the kernel gives a handle once, and a rule cannot be changed
 * without getting another.
 *
 * @param sets those of the table that bear a name of ours
 */
record Frame(
        Optional<Table> table,
        Optional<Chain> chain,
        List<Long> rules,
        Map<KernelSet, KernelSet.Shape> sets) {
    static final Frame NONE = new Frame(Optional.empty(), Optional.empty(), List.of(), Map.of());

    Frame {
        rules = List.copyOf(rules);
        sets = Map.copyOf(sets);
    }

    boolean isDormant() {
        return table.filter(present -> present.flags() != 0).isPresent();
    }

    /** Flags tell a dormant table, whose chains see no packet. */
    record Table(long handle, int flags) {}

    record Chain(long handle, String type, int hook, int priority, int policy) {
        private static final int NF_INET_PRE_ROUTING = 0;
        private static final int NF_ACCEPT = 1;

        boolean isOurs() {
            return type.equals("filter")
                    && hook == NF_INET_PRE_ROUTING
                    && priority == KernelTable.PRIORITY
                    && policy == NF_ACCEPT;
        }
    }
}
