package postwarden.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postwarden.Address;
import postwarden.Network;

/**
 * Holds the sets of ipset against what should be in them. A dump of these passes nothing over that
 * is there throughout: the kernel keeps its place by buckets, and a table that grows meanwhile
 * leaves the old one to it.
 */
final class SetComparison {
    /** Hundredths of what a set can take. */
    private static final int NEARLY_FULL = 90;

    private final Ipset ipset;
    private final Question question;
    private final Findings findings;
    private final Renewals renewals;
    private final List<String> warnings = new ArrayList<>();

    SetComparison(Ipset ipset, Question question) {
        this.ipset = ipset;
        this.question = question;
        findings = Findings.ofEach(question);
        renewals = new Renewals(question);
    }

    Comparison.Outcome call(boolean frameWhole) {
        question.layout().bans().forEach(this::read);
        boolean whole = frameWhole && question.friends().map(this::areThere).orElse(true);
        return new Comparison.Outcome(findings.difference(whole), findings.misplaced(), Map.of());
    }

    /** Elements that are to be given more time, by their bans. */
    Map<Network, Element> renewals() {
        return renewals.due();
    }

    /** Of sets that are nearly full. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void read(KernelSet set) {
        int[] count = new int[1];
        ipset.elements(
                set,
                (first, last, left, except) -> {
                    count[0]++;
                    meet(set, first, last, left, except);
                });
        if (count[0] >= set.size() / 100 * NEARLY_FULL) {
            warnings.add(
                    "the set %s has %d elements, and takes %d"
                            .formatted(Ipset.name(set), count[0], set.size()));
        }
    }

    private void meet(KernelSet set, Address first, Address last, long left, boolean except) {
        if (except) {
            findings.misplace(new Element(set, first, last, 1));
            return;
        }
        findings.meet(set, first, last, renewals.left(set, first, last, left));
    }

    private boolean areThere(Set<Network> friends) {
        return KernelSet.FRIENDS.stream()
                .allMatch(
                        set ->
                                Interval.merged(Interval.of(set, friends))
                                        .equals(Interval.merged(held(set))));
    }

    private List<Interval> held(KernelSet set) {
        List<Interval> held = new ArrayList<>();
        ipset.elements(
                set,
                (first, last, left, except) -> {
                    if (!except) {
                        held.add(new Interval(first, last, -1));
                    }
                });
        return held;
    }
}
