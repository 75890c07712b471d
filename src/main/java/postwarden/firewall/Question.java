package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Network;

/**
 * What the kernel should hold.
 *
 * @param expected all bans with their ends, including those over by now; nobody changes it any more
 * @param asked the time when the question was asked, and {@link System#nanoTime} at that time
 * @param friends empty if they are not known yet
 */
record Question(
        Layout layout,
        Frame frame,
        Map<Network, Instant> expected,
        Instant asked,
        long askedNanos,
        Optional<Set<Network>> friends) {
    Instant now() {
        return asked.plus(Duration.ofNanos(System.nanoTime() - askedNanos));
    }

    boolean isNetwork(Network network) {
        return layout.place(network).isNetworks();
    }
}
