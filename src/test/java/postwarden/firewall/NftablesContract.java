package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Address;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.FirewallException;
import postwarden.Network;
import postwarden.OffenderSize;

/** What nftables promises by either way of running its commands. */
abstract class NftablesContract extends KernelContract {
    abstract NftCommands commands();

    @Override
    final Firewall open(OffenderSize size, Set<Integer> ports) {
        return Nftables.open(commands(), new Layout(size, ports), IMPATIENT);
    }

    @Override
    Map<Network, Duration> held(OffenderSize size) {
        return Nft.bans(size);
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
    void afterARestartANetworkGoesIntoOneThatTheKernelHoldsAlready() {
        apply(until(WEEK, OUTER));
        firewall.close();
        firewall = open();
        apply(until(WEEK, INNER));
        assertEquals(Set.of(OUTER), enforced().keySet());
        apply(until(WEEK, network("192.0.0.0/16")));
        assertEquals(Set.of(network("192.0.0.0/16")), enforced().keySet());
    }

    @Test
    void anInnerNetworkThatEndsLaterIsMissingWhenTheOuterOneIsOver() {
        Map<Network, Instant> bans = until(Duration.ofSeconds(1), OUTER);
        bans.putAll(until(WEEK, INNER));
        apply(bans);
        assertTrue(compare(bans).isNone());
        Instant deadline = Instant.now().plusSeconds(60);
        // The kernel counts its own milliseconds: it may be a little early.
        while (enforced().containsKey(OUTER) || !Instant.now().isAfter(bans.get(OUTER))) {
            assertTrue(Instant.now().isBefore(deadline), "the kernel forgets what is over");
        }
        Difference difference = compare(bans);
        assertEquals(new Difference(false, Set.of(INNER), Set.of(), 0), difference);
        heal(difference, bans);
    }

    @Test
    void networksMayTouchNestDeeplyAndReachToTheEdgesOfTheAddressSpace() {
        Map<Network, Instant> bans =
                until(
                        WEEK,
                        network("0.0.0.0/1"),
                        network("128.0.0.0/1"),
                        network("192.0.2.0/24"),
                        network("8000::/1"),
                        network("2001:db8::/33"),
                        network("2001:db8:8000::/33"),
                        network("2001:db8::/49"));
        apply(bans);
        assertEquals(new Difference(false, Set.of(), Set.of(), 7), compare(bans));
        apply(until(WEEK, network("::/0"), network("0.0.0.0/0")));
        assertEquals(Set.of(network("::/0"), network("0.0.0.0/0")), enforced().keySet());
        remove(network("::/0"), network("0.0.0.0/0"));
        assertEquals(new Difference(false, Set.of(), Set.of(), 7), compare(bans));
    }

    /** The kernel's words for a set that is full are those for a full table of files. */
    @Test
    void moreNetworksThanASetTakesAreRefusedAndNothingHasChanged() {
        firewall.befriend(Set.of(OTHER));
        Set<Network> many = new HashSet<>();
        for (int i = 0; i < 65_537; i++) {
            many.add(network("10." + (i >> 14) + "." + (i >> 6 & 255) + "." + (i & 63) * 4));
        }
        FirewallException refused =
                assertThrows(FirewallException.class, () -> firewall.befriend(many));
        assertTrue(refused.getMessage().contains("Too many open files"), refused.getMessage());
        String friends = Nft.list("ruleset");
        assertTrue(friends.contains("elements = { " + OTHER + " }"), friends);
    }

    @Test
    void allThatIsMissingIsToldHoweverMuch() {
        Map<Network, Instant> bans = new HashMap<>();
        for (int i = 0; i < 100_500; i++) {
            bans.put(Network.of(Address.ipv4(0x0b000000 + i)), Instant.now().plus(WEEK));
        }
        Difference difference = compare(bans);
        assertEquals(bans.keySet(), difference.missing());
        assertEquals(0, difference.enforced());
        heal(difference, bans);
    }

    @Test
    void otherPortsAreTakenWithoutLosingABan() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR);
        apply(bans);
        firewall.close();
        firewall = open(OffenderSize.DEFAULT, Set.of(25, 465, 587));
        assertTrue(Nft.list("table inet postwarden").contains("tcp dport != { 25, 465, 587 }"));
        assertTrue(compare(bans).isNone());
        firewall.close();
        firewall = open();
        assertFalse(Nft.list("table inet postwarden").contains("dport"));
        assertTrue(compare(bans).isNone());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete table inet postwarden",
                "flush chain inet postwarden prerouting",
                "flush chain inet postwarden prerouting\ndelete chain inet postwarden prerouting",
                "insert rule inet postwarden prerouting accept",
                "add table inet postwarden { flags dormant; }",
                "add chain inet postwarden prerouting { policy drop; }",
                "flush set inet postwarden friends4",
                "add element inet postwarden friends4 { 203.0.113.0/24 }",
                "flush chain inet postwarden prerouting\ndelete set inet postwarden banned4",
                "add element inet postwarden networks4 { 10.0.0.1-10.0.0.6 }",
                "add element inet postwarden banned6 { 2001:db8:7:7::7 timeout 1d }",
                "add element inet postwarden banned6 { ::ffff:192.0.2.1 }",
            })
    void whateverSomebodyDoesToTheFrameIsSeenAndRepaired(String commands) {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER);
        apply(bans);
        firewall.befriend(Set.of(network("198.51.100.0/25"), network("198.51.100.128/25"), OTHER));
        assertTrue(compare(bans).isNone());
        Nft.run(commands);
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        assertTrue(difference.frameBroken());
        heal(difference, bans);
        assertEquals(bans.keySet(), enforced().keySet());
        assertTrue(
                Nft.list("set inet postwarden friends4").contains("198.51.100.0/24"),
                () -> Nft.list("set inet postwarden friends4"));
        assertEquals(7, Nft.list("chain inet postwarden prerouting").split("saddr").length - 1);
    }

    @Test
    void friendsReplaceThoseFromBeforeAlsoWhereTheyOverlap() {
        for (String friends : List.of("10.0.0.0/8", "10.1.0.0/16 9.0.0.0/8", "10.1.2.3 ::/0")) {
            firewall.befriend(
                    Stream.of(friends.split(" "))
                            .map(FirewallContract::network)
                            .collect(Collectors.toSet()));
            assertTrue(compare(Map.of()).isNone());
        }
        assertTrue(Nft.list("set inet postwarden friends4").contains("{ 10.1.2.3 }"));
        assertTrue(Nft.list("set inet postwarden friends6").contains("{ ::/0 }"));
    }

    @Test
    void whatOthersDoElsewhereIsNoDifference() {
        Map<Network, Instant> bans = until(WEEK, CLIENT);
        apply(bans);
        assertTrue(compare(bans).isNone());
        Nft.run("add table inet others");
        assertTrue(firewall.mayDiffer());
        assertTrue(compare(bans).isNone());
        assertFalse(firewall.mayDiffer());
    }

    @Test
    void whatTheKernelRefusesLosesNothingElse() {
        Nft.run("add element inet postwarden networks4 { 192.0.2.99-192.0.2.200 }");
        Map<Network, Instant> bans = many(500);
        bans.putAll(until(WEEK, OUTER, network("10.0.0.0/8"), SIXTY_FOUR));
        FirewallException refused = assertThrows(FirewallException.class, () -> apply(bans));
        assertTrue(
                refused.getMessage()
                        .startsWith(
                                "the kernel refused 1 of 503 changes (192.0.2.0-192.0.2.255 in"
                                        + " networks4): nftables: "),
                refused::getMessage);
        bans.remove(OUTER);
        assertTrue(compare(bans).missing().isEmpty());
    }

    @Test
    void withoutItsTableItSaysSoAndStaysDoubtful() {
        compare(Map.of());
        flush();
        assertThrows(FirewallException.class, () -> apply(many(200)));
        assertTrue(firewall.mayDiffer());
    }

    @Test
    void aHundredThousandBansAndOneMore() {
        Map<Network, Instant> bans = many(100_000);
        apply(bans);
        Difference none = compare(bans);
        assertTrue(none.isNone(), () -> none.missing().size() + " missing");
        assertEquals(100_000, none.enforced());
        Map<Network, Instant> more = until(WEEK, SIXTY_FOUR);
        apply(more);
        bans.putAll(more);
        vanish(network("10.0.0.1"));
        vanish(network("10.1.0.7"));
        Difference difference = compare(bans);
        assertEquals(
                new Difference(
                        false, Set.of(network("10.0.0.1"), network("10.1.0.7")), Set.of(), 99_999),
                difference);
        heal(difference, bans);
    }

    @Test
    void whatIsChangedWhileItIsComparedIsNoDifference() {
        Map<Network, Instant> bans = many(20_000);
        apply(bans);
        firewall.compare(() -> Ends.copyOf(bans), Instant.now());
        apply(until(WEEK, CLIENT, SIXTY_FOUR, OUTER));
        remove(network("10.0.0.1"));
        Difference difference = awaitDifference();
        assertTrue(difference.isNone(), difference::toString);
    }

    /** Addresses from 10.0.0.0 on. */
    static Map<Network, Instant> many(int count) {
        Instant end = Instant.now().plus(WEEK);
        Map<Network, Instant> bans = new HashMap<>();
        for (int i = 0; i < count; i++) {
            bans.put(Network.of(Address.ipv4((10 << 24) + i)), end);
        }
        return bans;
    }
}
