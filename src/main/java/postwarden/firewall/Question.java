package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import postwarden.Ends;
import postwarden.Network;

/**
 * What the kernel should hold.
 *
 * @param expected all bans with their ends, including those over by now
 * @param asked the time when the question was asked, and {@link System#nanoTime} at that time
 * @param friends empty if they are not known yet
 */
record Question(
        Layout layout,
        Ends expected,
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
