package postwarden.firewall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import postwarden.Network;

/**
 * The bans that belong into the interval sets. Of those that nest only the outermost is an element;
 * the inner ones are remembered here, and take its place when it goes. One thread's.
 */
final class Networks {
    private final Layout layout;
    private final Map<Network, Instant> wanted = new TreeMap<>();

    Networks(Layout layout) {
        this.layout = layout;
    }

    /** Elements to remove, and elements to add. */
    record Step(List<Element> removed, List<Element> added) {}

    void replace(Map<Network, Instant> networks) {
        wanted.clear();
        wanted.putAll(networks);
    }

    /**
     * @param held what is in the kernel, with its ends: after a restart all that is known
     */
    Step step(
            Map<Network, Instant> add,
            Set<Network> remove,
            Map<Network, Instant> held,
            Instant now) {
        held.forEach(wanted::putIfAbsent);
        wanted.keySet().removeAll(remove);
        add.forEach(
                (network, end) -> {
                    if (layout.place(network).isNetworks()) {
                        wanted.put(network, end);
                    }
                });
        wanted.values().removeIf(end -> !end.isAfter(now));
        List<Network> outermost = Nesting.maximal(wanted.keySet());
        List<Element> removed = new ArrayList<>();
        for (Network network : held.keySet()) {
            boolean inside =
                    outermost.stream()
                            .anyMatch(other -> other.contains(network) && !other.equals(network));
            if (inside || (remove.contains(network) && !wanted.containsKey(network))) {
                removed.add(element(network, 1));
            }
        }
        List<Element> added = new ArrayList<>();
        for (Network network : outermost) {
            if (add.containsKey(network) || !held.containsKey(network)) {
                added.add(element(network, Element.secondsUntil(wanted.get(network), now)));
            }
        }
        return new Step(removed, added);
    }

    private Element element(Network network, long seconds) {
        return Element.of(layout.place(network), network, seconds);
    }
}
