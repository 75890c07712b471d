package postwarden.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * The sets, and the rules that ask them, of both families. Reading and making it starts processes.
 * One thread's at a time.
 */
final class SetFrame {
    private final Xtables xtables;
    private final KernelSets sets;
    private final Layout layout;

    /** As they were when they had been made. */
    private volatile Rules made = new Rules(RawTable.of(""), RawTable.of(""));

    private record Rules(RawTable ipv4, RawTable ipv6) {}

    SetFrame(Xtables xtables, KernelSets sets, Layout layout) {
        this.xtables = xtables;
        this.sets = sets;
        this.layout = layout;
    }

    boolean isWhole() {
        return made.equals(read()) && sets.areWhole();
    }

    /** Sets and rules that are right stay in force throughout. */
    void build(Optional<Set<Network>> friends) {
        sets.build(friends);
        Rules old = read();
        xtables.restore(true, old.ipv4.rewritten(rules(true)));
        xtables.restore(false, old.ipv6.rewritten(rules(false)));
        sets.dropUnused();
        Rules now = read();
        if (!fits(now.ipv4, true) || !fits(now.ipv6, false)) {
            throw new FirewallException("iptables: the chain is not what was written");
        }
        made = now;
    }

    private Rules read() {
        return new Rules(RawTable.of(xtables.save(true)), RawTable.of(xtables.save(false)));
    }

    private boolean fits(RawTable table, boolean ipv4) {
        return table.jumpsRightly() && table.chain().size() == rules(ipv4).size();
    }

    private List<String> rules(boolean ipv4) {
        List<String> rules = new ArrayList<>();
        rules.add(asking(ipv4 ? KernelSet.FRIENDS4 : KernelSet.FRIENDS6, "RETURN"));
        rules.addAll(PortRules.of(layout.ports()));
        for (KernelSet set : layout.bans()) {
            if (set.isIpv4() == ipv4) {
                rules.add(asking(set, "DROP"));
            }
        }
        return rules;
    }

    private static String asking(KernelSet set, String verdict) {
        return "-m set --match-set " + Ipset.name(set) + " src -j " + verdict;
    }
}
