package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.Network;

/** What every firewall promises, and the fake as well. */
abstract class FirewallContract {
    static final Duration WEEK = Duration.ofDays(7);
    static final Network CLIENT = network("203.0.113.9");
    static final Network OTHER = network("198.51.100.7");
    static final Network SIXTY_FOUR = network("2001:db8:1:2::/64");
    static final Network SINGLE = network("64:ff9b::cb00:7109");
    static final Network SIX_TO_FOUR = network("2002:cb00:7109::/48");
    static final Network OUTER = network("192.0.2.0/24");
    static final Network INNER = network("192.0.2.128/25");

    Firewall firewall;

    abstract Firewall open();

    /** What is really there, with the time it has left. */
    abstract Map<Network, Duration> enforced();

    /** Somebody else removes a ban. */
    abstract void vanish(Network network);

    /** Somebody else adds a ban of one address. */
    abstract void appear(Network network);

    /** Somebody else removes everything. */
    abstract void flush();

    /** Whether it tells its own changes from those of others; else it compares all the time. */
    boolean hasNews() {
        return true;
    }

    @BeforeEach
    void begin() {
        firewall = open();
    }

    @AfterEach
    void end() {
        firewall.close();
    }

    @Test
    void bannedNetworksOfEveryKindAreInForceUntilTheirEnd() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, SINGLE, SIX_TO_FOUR, OUTER);
        apply(bans);
        assertEquals(bans.keySet(), enforced().keySet());
        enforced().values().forEach(left -> assertNear(WEEK, left));
        assertEquals(new Difference(false, Set.of(), Set.of(), bans.size()), compare(bans));
    }

    @Test
    void unbannedIsAtOnceGoneAndWhatWasNeverBannedDoesNoHarm() {
        apply(until(WEEK, CLIENT, OTHER, SIXTY_FOUR, OUTER));
        remove(CLIENT, SIXTY_FOUR, OUTER, network("192.0.2.77"), network("10.0.0.0/8"));
        assertEquals(Set.of(OTHER), enforced().keySet());
    }

    @Test
    void aBanGivenAnewEndsAtItsNewEndBeItLaterOrEarlier() {
        apply(until(Duration.ofHours(2), CLIENT, SIXTY_FOUR, OUTER));
        apply(until(Duration.ofHours(5), CLIENT, SIXTY_FOUR, OUTER));
        enforced().values().forEach(left -> assertNear(Duration.ofHours(5), left));
        apply(until(Duration.ofHours(1), CLIENT, SIXTY_FOUR, OUTER, OTHER));
        enforced().values().forEach(left -> assertNear(Duration.ofHours(1), left));
        assertEquals(4, enforced().size());
    }

    @Test
    void whatIsOverIsNotAddedAndWhatIsSetToBeOverIsRemoved() {
        apply(until(WEEK, CLIENT));
        apply(until(Duration.ofSeconds(-1), CLIENT, OTHER, OUTER));
        assertEquals(Set.of(), enforced().keySet());
        assertTrue(compare(until(Duration.ofSeconds(-1), CLIENT, OTHER, OUTER)).isNone());
    }

    @Test
    void anInnerNetworkIsNoDifferenceWhileTheOuterOneHoldsIt() {
        Map<Network, Instant> both = until(WEEK, OUTER, INNER);
        apply(both);
        assertEquals(new Difference(false, Set.of(), Set.of(), 2), compare(both));
        remove(OUTER);
        assertEquals(Set.of(INNER), enforced().keySet());
        apply(until(WEEK, OUTER));
        remove(OUTER, INNER);
        assertEquals(Set.of(), enforced().keySet());
    }

    @Test
    void ourOwnChangesGiveNoReasonToCompare() {
        compare(Map.of());
        apply(until(WEEK, CLIENT, OUTER));
        apply(until(Duration.ofHours(1), CLIENT));
        firewall.befriend(Set.of(OTHER));
        remove(CLIENT, OTHER);
        assertEquals(!hasNews(), firewall.mayDiffer());
    }

    @Test
    void whatSomebodyElseRemovesIsMissingAndComesBack() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, OTHER, SIXTY_FOUR, OUTER);
        apply(bans);
        assertTrue(compare(bans).isNone());
        vanish(CLIENT);
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        assertEquals(new Difference(false, Set.of(CLIENT), Set.of(), 3), difference);
        heal(difference, bans);
        assertEquals(bans.keySet(), enforced().keySet());
    }

    @Test
    void whatSomebodyElseAddsIsExtraAndGoes() {
        Map<Network, Instant> bans = until(WEEK, CLIENT);
        apply(bans);
        assertTrue(compare(bans).isNone());
        appear(OTHER);
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        assertEquals(new Difference(false, Set.of(), Set.of(OTHER), 2), difference);
        heal(difference, bans);
        assertEquals(Set.of(CLIENT), enforced().keySet());
    }

    @Test
    void whenEverythingIsFlushedEverythingComesBack() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER);
        apply(bans);
        assertTrue(compare(bans).isNone());
        flush();
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        assertEquals(new Difference(true, bans.keySet(), Set.of(), 0), difference);
        heal(difference, bans);
        assertEquals(bans.keySet(), enforced().keySet());
    }

    @Test
    void aBanWithAnotherEndIsMissing() {
        apply(until(Duration.ofHours(3), CLIENT, SIXTY_FOUR, OUTER));
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER);
        Difference difference = compare(bans);
        assertEquals(new Difference(false, bans.keySet(), Set.of(), 3), difference);
        heal(difference, bans);
        enforced().values().forEach(left -> assertNear(WEEK, left));
    }

    @Test
    void aDifferenceIsToldOnce() {
        compare(Map.of());
        assertEquals(Optional.empty(), firewall.difference());
    }

    static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }

    static Map<Network, Instant> until(Duration left, Network... networks) {
        Map<Network, Instant> bans = new HashMap<>();
        for (Network network : networks) {
            bans.put(network, Instant.now().plus(left));
        }
        return bans;
    }

    final void apply(Map<Network, Instant> add) {
        firewall.apply(add, Set.of(), Instant.now());
    }

    final void remove(Network... networks) {
        firewall.apply(Map.of(), Set.of(networks), Instant.now());
    }

    /** As the watch does it, but waiting. */
    final Difference compare(Map<Network, Instant> expected) {
        firewall.compare(() -> Ends.copyOf(expected), Instant.now());
        return awaitDifference();
    }

    final Difference awaitDifference() {
        Instant patience = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(patience)) {
            Optional<Difference> difference = firewall.difference();
            if (difference.isPresent()) {
                return difference.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no answer");
    }

    /** As the watch does it, and looks once more. */
    final void heal(Difference difference, Map<Network, Instant> bans) {
        if (difference.frameBroken()) {
            firewall.repair();
        }
        Map<Network, Instant> missing = new HashMap<>(bans);
        missing.keySet().retainAll(difference.missing());
        firewall.apply(missing, difference.extra(), Instant.now());
        assertTrue(firewall.mayDiffer());
        Difference healed = compare(bans);
        assertTrue(healed.isNone(), healed::toString);
    }

    static void assertNear(Duration expected, Duration actual) {
        Duration apart = expected.minus(actual).abs();
        assertTrue(apart.toSeconds() <= 5, () -> actual + " is not " + expected);
    }
}
