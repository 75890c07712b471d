package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import postwarden.Firewall;
import postwarden.Network;
import postwarden.testing.TestingFirewall;

/** The fake keeps the same promises. */
class TestingFirewallTest extends FirewallContract {
    private final TestingFirewall testing = new TestingFirewall();

    @Override
    Firewall open() {
        return testing;
    }

    @Override
    Map<Network, Duration> enforced() {
        Map<Network, Duration> enforced = new TreeMap<>();
        testing.bans()
                .forEach(
                        (network, end) ->
                                enforced.put(network, Duration.between(Instant.now(), end)));
        return enforced;
    }

    @Override
    void vanish(Network network) {
        testing.vanish(network);
    }

    @Override
    void appear(Network network) {
        testing.appear(network, Instant.now().plus(WEEK));
    }

    @Override
    void flush() {
        testing.flush();
    }
}
