package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import postwarden.Firewall;
import postwarden.Network;
import postwarden.OffenderSize;

/** What nftables promises by either way of running its commands. */
@ExtendWith(OwnNetworkNamespace.class)
abstract class NftablesContract extends FirewallContract {
    private static final Pace IMPATIENT =
            new Pace(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

    abstract NftCommands commands();

    @Override
    Firewall open() {
        return open(OffenderSize.DEFAULT, Set.of());
    }

    final Firewall open(OffenderSize size, Set<Integer> ports) {
        return Nftables.open(commands(), new Layout(size, ports), IMPATIENT);
    }

    @Override
    Map<Network, Duration> enforced() {
        return Nft.bans(OffenderSize.DEFAULT);
    }

    @Override
    void vanish(Network network) {
        Nft.run("delete element inet postwarden banned4 { " + network + " }");
    }

    @Override
    void appear(Network network) {
        Nft.run("add element inet postwarden banned4 { " + network + " timeout 7d }");
    }

    @Override
    void flush() {
        Nft.run("flush ruleset");
    }

    @Test
    void the_bans_stay_when_it_closes_and_are_there_when_it_opens_again() {
        Map<Network, java.time.Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER, SINGLE);
        apply(bans);
        firewall.close();
        assertEquals(bans.keySet(), enforced().keySet());
        firewall = open();
        assertEquals(new Firewall.Difference(false, Set.of(), Set.of(), 4), compare(bans));
    }
}
