package postwarden.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * The sets as ipset holds them: the same as in the table of nftables, but that networks may nest.
 * One thread's.
 */
final class KernelSets {
    private static final int FULL = IpsetNumbers.IPSET_ERR_HASH_FULL;

    private final Ipset ipset;
    private final Layout layout;

    KernelSets(Ipset ipset, Layout layout) {
        this.ipset = ipset;
        this.layout = layout;
    }

    /** Whether each set is there and of its shape. */
    boolean areWhole() {
        return layout.sets().stream()
                .allMatch(set -> ipset.shape(Ipset.name(set)).equals(Optional.of(shape(set))));
    }

    /** Makes what is missing or of another shape; the rest keeps its elements. */
    void build(Optional<Set<Network>> friends) {
        for (KernelSet set : layout.sets()) {
            build(Ipset.name(set), shape(set));
        }
        friends.ifPresent(this::befriend);
    }

    /** When no rule asks them any more. */
    void dropUnused() {
        Set<KernelSet> unused = EnumSet.allOf(KernelSet.class);
        unused.removeAll(layout.sets());
        unused.forEach(set -> ipset.destroy(Ipset.name(set)));
    }

    /** Everything that the kernel takes is done when this throws for what it refused. */
    void change(Collection<Element> removed, Collection<Element> added) {
        Map<Integer, List<Element>> refused = new TreeMap<>();
        Set<KernelSet> full = EnumSet.noneOf(KernelSet.class);
        for (Element element : removed) {
            note(refused, ipset.remove(element), element);
        }
        for (Element element : added) {
            // A set that is full looks for what is over with each addition: once is enough.
            int errno = full.contains(element.set()) ? FULL : ipset.add(element);
            note(refused, errno, element);
            if (errno == FULL) {
                full.add(element.set());
            }
        }
        if (!refused.isEmpty()) {
            throw new FirewallException(complaint(refused, removed.size() + added.size()));
        }
    }

    /** First whoever is new is let in, then whoever is none any more goes out. */
    void befriend(Set<Network> friends) {
        Set<Element> wanted = new HashSet<>();
        friends.stream().flatMap(KernelSets::elements).forEach(wanted::add);
        List<Element> gone = new ArrayList<>();
        for (KernelSet set : KernelSet.FRIENDS) {
            ipset.elements(
                    set,
                    (first, last, left, except) -> {
                        Element held = new Element(set, first, last, 0);
                        if (except || !wanted.remove(held)) {
                            gone.add(held);
                        }
                    });
        }
        change(List.of(), wanted);
        gone.removeAll(wanted);
        change(gone, List.of());
    }

    private void build(String set, IpsetShape wanted) {
        Optional<IpsetShape> held = ipset.shape(set);
        if (held.equals(Optional.of(wanted))) {
            return;
        }
        if (held.filter(wanted::isLike).isPresent()) {
            ipset.destroy(Ipset.SCRATCH);
            ipset.create(Ipset.SCRATCH, wanted);
            ipset.swap(Ipset.SCRATCH, set);
            ipset.destroy(Ipset.SCRATCH);
        } else {
            ipset.destroy(set);
            ipset.create(set, wanted);
        }
    }

    private IpsetShape shape(KernelSet set) {
        int prefixLength =
                switch (set) {
                    case BANNED4 -> layout.size().ipv4();
                    case BANNED6 -> layout.size().ipv6();
                    case SINGLE4, NETWORKS4, FRIENDS4 -> 32;
                    case SINGLE6, NETWORKS6, FRIENDS6 -> 128;
                };
        return new IpsetShape(
                set.isInterval() ? IpsetShape.HASH_NET : IpsetShape.HASH_IP,
                set.isIpv4(),
                prefixLength,
                set.size(),
                !set.isFriends());
    }

    /** No set takes a prefix length of 0: everybody is two halves. */
    private static Stream<Element> elements(Network friend) {
        KernelSet set = friend.isIpv4() ? KernelSet.FRIENDS4 : KernelSet.FRIENDS6;
        if (friend.prefixLength() > 0) {
            return Stream.of(Element.of(set, friend, 0));
        }
        return Stream.of(friend.first(), friend.last())
                .map(half -> Element.of(set, Network.of(half, 1), 0));
    }

    private static void note(Map<Integer, List<Element>> refused, int errno, Element element) {
        if (errno != 0) {
            refused.computeIfAbsent(errno, none -> new ArrayList<>()).add(element);
        }
    }

    /** Of several reasons a full set is the one to be told. */
    private static String complaint(Map<Integer, List<Element>> refused, int steps) {
        List<Element> full = refused.getOrDefault(FULL, List.of());
        if (full.isEmpty()) {
            Map.Entry<Integer, List<Element>> first = refused.entrySet().iterator().next();
            return Change.complaint(first.getValue(), steps, Ipset.text(first.getKey()));
        }
        KernelSet set = full.getFirst().set();
        return "the set %s is full (%d elements): %d of %d changes were refused"
                .formatted(Ipset.name(set), set.size(), full.size(), steps);
    }
}
