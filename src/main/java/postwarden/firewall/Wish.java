package postwarden.firewall;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import postwarden.Network;

/**
 * What {@link postwarden.Firewall#apply} comes to.
 *
 * @param lasting to be there, each with its end
 * @param gone not to be there
 */
record Wish(Map<Network, Instant> lasting, Set<Network> gone) {
    /** What is over already is not added but removed. */
    static Wish of(Map<Network, Instant> add, Set<Network> remove, Instant now) {
        Map<Network, Instant> lasting = new HashMap<>(add);
        lasting.values().removeIf(end -> !end.isAfter(now));
        Set<Network> gone = new HashSet<>(remove);
        gone.addAll(add.keySet());
        gone.removeAll(lasting.keySet());
        return new Wish(lasting, gone);
    }
}
