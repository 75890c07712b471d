package postwarden.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import postwarden.Address;
import postwarden.Network;

/**
 * A stretch of addresses in an interval set.
 *
 * @param milliseconds until the kernel forgets it; negative: never
 */
record Interval(Address first, Address last, long milliseconds) {
    private record Bound(Address key, boolean end, long milliseconds) {}

    /**
     * Those of a set. The kernel keeps only where an interval begins and where one ends; the end is
     * left out if another begins there, or if nothing comes after it.
     */
    static List<Interval> of(KernelSet set, KernelReader kernel) {
        List<Bound> bounds = new ArrayList<>();
        kernel.keys(set, (key, end, milliseconds) -> bounds.add(new Bound(key, end, milliseconds)));
        bounds.sort(Comparator.comparing(Bound::key).thenComparing(bound -> !bound.end));
        List<Interval> intervals = new ArrayList<>();
        Bound open = null;
        for (Bound bound : bounds) {
            if (open != null) {
                intervals.add(new Interval(open.key, before(bound.key), open.milliseconds));
            }
            open = bound.end ? null : bound;
        }
        if (open != null) {
            Address highest = set.isIpv4() ? Address.ipv4(-1) : new Address(-1, -1);
            intervals.add(new Interval(open.key, highest, open.milliseconds));
        }
        return intervals;
    }

    static List<Interval> of(KernelSet set, Collection<Network> networks) {
        return networks.stream()
                .filter(network -> network.isIpv4() == set.isIpv4())
                .map(network -> new Interval(network.first(), network.last(), -1))
                .toList();
    }

    /** Those that overlap or touch become one; lowest first. */
    static List<Interval> merged(List<Interval> intervals) {
        List<Interval> merged = new ArrayList<>();
        for (Interval next :
                intervals.stream().sorted(Comparator.comparing(Interval::first)).toList()) {
            Interval last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || !last.reaches(next)) {
                merged.add(next);
            } else if (last.last.compareTo(next.last) < 0) {
                merged.set(merged.size() - 1, new Interval(last.first, next.last, -1));
            }
        }
        return merged;
    }

    private boolean reaches(Interval next) {
        return last.compareTo(next.first) >= 0 || last.equals(before(next.first));
    }

    private static Address before(Address address) {
        long high = address.low() == 0 ? address.high() - 1 : address.high();
        return new Address(high, address.low() - 1);
    }
}
