package postwarden.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What leaves iptables' chain because only certain ports are out of reach: everything but TCP, and
 * TCP to every other port. A later fragment, which names no port, matches nothing here and stays.
 */
final class PortRules {
    private static final int HIGHEST = 65_535;

    /** xt_multiport takes 15 numbers, and a range is two. */
    private static final int MOST_RANGES = 7;

    private PortRules() {}

    static List<String> of(Set<Integer> ports) {
        if (ports.isEmpty()) {
            return List.of();
        }
        List<String> rules = new ArrayList<>();
        rules.add("! -p tcp -j RETURN");
        List<String> others = others(ports);
        for (int from = 0; from < others.size(); from += MOST_RANGES) {
            List<String> some = others.subList(from, Math.min(others.size(), from + MOST_RANGES));
            rules.add("-p tcp -m multiport --dports " + String.join(",", some) + " -j RETURN");
        }
        return rules;
    }

    private static List<String> others(Set<Integer> ports) {
        List<String> ranges = new ArrayList<>();
        int from = 0;
        for (int port : new TreeSet<>(ports)) {
            addRange(ranges, from, port - 1);
            from = port + 1;
        }
        addRange(ranges, from, HIGHEST);
        return ranges;
    }

    private static void addRange(List<String> ranges, int from, int to) {
        if (from <= to) {
            ranges.add(from == to ? String.valueOf(from) : from + ":" + to);
        }
    }
}
