package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.Network;
import postwarden.OffenderSize;

/** What every firewall promises that is in the kernel, whichever way it is there. */
@ExtendWith(OwnNetworkNamespace.class)
abstract class KernelContract extends FirewallContract {
    /** Asks for a comparison at every look. */
    static final Pace IMPATIENT = new Pace(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), 0);

    abstract Firewall open(OffenderSize size, Set<Integer> ports);

    /** What the kernel holds, with the time it has left; single offenders are of that size. */
    abstract Map<Network, Duration> held(OffenderSize size);

    /** That nothing is left of how it was made. */
    void assertTidy() {}

    @Override
    final Firewall open() {
        return open(OffenderSize.DEFAULT, Set.of());
    }

    @Override
    final Map<Network, Duration> enforced() {
        return held(OffenderSize.DEFAULT);
    }

    @Test
    void theBansStayWhenItClosesAndAreThereWhenItOpensAgain() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER, SINGLE);
        apply(bans);
        firewall.close();
        assertEquals(bans.keySet(), enforced().keySet());
        firewall = open();
        assertTrue(firewall.mayDiffer());
        assertEquals(new Difference(false, Set.of(), Set.of(), 4), compare(bans));
    }

    @Test
    void afterARestartInnerNetworksStillComeBackWhenTheOuterOneGoes() {
        Map<Network, Instant> bans = until(WEEK, OUTER, INNER);
        apply(bans);
        firewall.close();
        firewall = open();
        assertEquals(new Difference(false, Set.of(), Set.of(), 2), compare(bans));
        remove(OUTER);
        assertEquals(Set.of(INNER), enforced().keySet());
    }

    @Test
    void everySizeOfAnOffenderIsEnforcedAsSuch() {
        firewall.close();
        OffenderSize size = new OffenderSize(24, 56);
        firewall = open(size, Set.of());
        Map<Network, Instant> bans =
                until(
                        WEEK,
                        OUTER,
                        CLIENT,
                        SINGLE,
                        SIXTY_FOUR,
                        network("2001:db8:1:100::/56"),
                        network("10.0.0.0/8"));
        apply(bans);
        assertEquals(bans.keySet(), held(size).keySet());
        assertTrue(compare(bans).isNone());
    }

    @Test
    void anotherSizeOfAnOffenderLosesNoBan() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, OUTER, SIXTY_FOUR, SINGLE);
        apply(bans);
        for (OffenderSize size :
                List.of(
                        new OffenderSize(24, 56),
                        new OffenderSize(32, 128),
                        OffenderSize.DEFAULT)) {
            firewall.close();
            firewall = open(size, Set.of());
            heal(compare(bans), bans);
            assertEquals(bans.keySet(), held(size).keySet());
            assertTidy();
        }
    }
}
