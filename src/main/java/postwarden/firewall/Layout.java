package postwarden.firewall;

import static postwarden.firewall.KernelSet.BANNED4;
import static postwarden.firewall.KernelSet.BANNED6;
import static postwarden.firewall.KernelSet.FRIENDS4;
import static postwarden.firewall.KernelSet.FRIENDS6;
import static postwarden.firewall.KernelSet.NETWORKS4;
import static postwarden.firewall.KernelSet.NETWORKS6;
import static postwarden.firewall.KernelSet.SINGLE4;
import static postwarden.firewall.KernelSet.SINGLE6;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import postwarden.Address;
import postwarden.Network;
import postwarden.OffenderSize;

/**
 * What the settings make of the table: which set a network belongs to, and what the rules are.
 *
 * @param ports the TCP ports that banned addresses cannot reach; empty: nothing at all
 */
record Layout(OffenderSize size, Set<Integer> ports) {
    Layout {
        ports = Set.copyOf(ports);
        for (int port : ports) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is from 1 to 65535, not " + port);
            }
        }
    }

    /** SINGLE4 and SINGLE6 are there only if an offender is more than one address. */
    Set<KernelSet> sets() {
        Set<KernelSet> sets = EnumSet.allOf(KernelSet.class);
        if (size.ipv4() == 32) {
            sets.remove(SINGLE4);
        }
        if (size.ipv6() == 128) {
            sets.remove(SINGLE6);
        }
        return sets;
    }

    /** The sets whose members are dropped. */
    Set<KernelSet> bans() {
        Set<KernelSet> bans = sets();
        bans.removeIf(KernelSet::isFriends);
        return bans;
    }

    KernelSet place(Network network) {
        boolean ipv4 = network.isIpv4();
        if (network.prefixLength() == (ipv4 ? size.ipv4() : size.ipv6())) {
            return ipv4 ? BANNED4 : BANNED6;
        }
        if (network.isSingle()) {
            return ipv4 ? SINGLE4 : SINGLE6;
        }
        return ipv4 ? NETWORKS4 : NETWORKS6;
    }

    /** Empty for what {@link #place} would never have put there. */
    Optional<Network> network(KernelSet set, Address first, Address last) {
        Network network =
                switch (set) {
                    case BANNED4 -> new Network(first, 96 + size.ipv4());
                    case BANNED6 -> new Network(first, size.ipv6());
                    case SINGLE4, SINGLE6 -> Network.of(first);
                    case NETWORKS4, NETWORKS6, FRIENDS4, FRIENDS6 -> Nesting.spanned(first, last);
                };
        boolean exact =
                network.first().equals(first)
                        && (!set.isInterval() || network.last().equals(last))
                        && place(network) == set;
        return exact ? Optional.of(network) : Optional.empty();
    }

    /** Whether nothing of the frame is missing. */
    boolean fits(Frame frame) {
        return frame.table().filter(table -> table.flags() == 0).isPresent()
                && frame.chain().filter(Frame.Chain::isOurs).isPresent()
                && frame.rules().size() == rules().size()
                && sets().stream().allMatch(set -> set.shape().equals(frame.sets().get(set)));
    }

    /** In the order in which the chain asks them. */
    List<ChainRule> rules() {
        List<ChainRule> rules = new ArrayList<>();
        rules.add(new ChainRule.LetThrough(FRIENDS4));
        rules.add(new ChainRule.LetThrough(FRIENDS6));
        if (!ports.isEmpty()) {
            rules.add(new ChainRule.OnlyTcp());
            rules.add(new ChainRule.OnlyPorts(new TreeSet<>(ports)));
        }
        for (KernelSet set : bans()) {
            rules.add(new ChainRule.Drop(set, mask(set)));
        }
        return rules;
    }

    private Optional<Address> mask(KernelSet set) {
        boolean masked = (set == BANNED4 || set == BANNED6) && prefixLength(set) < width(set);
        if (!masked) {
            return Optional.empty();
        }
        Address ones = set.isIpv4() ? Address.ipv4(-1) : new Address(-1L, -1L);
        return Optional.of(Network.of(ones, prefixLength(set)).first());
    }

    private int prefixLength(KernelSet set) {
        return set.isIpv4() ? size.ipv4() : size.ipv6();
    }

    private static int width(KernelSet set) {
        return set.isIpv4() ? 32 : 128;
    }
}
