package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import postwarden.testing.Faults;

/** What iptables with ipset promises in either variant. */
abstract class IptablesContract extends KernelContract {
    private final String variant;
    private final IptablesWitness witness;

    IptablesContract(String variant) {
        this.variant = variant;
        witness = new IptablesWitness(variant);
    }

    @Override
    final Firewall open(OffenderSize size, Set<Integer> ports) {
        return Iptables.open(
                Xtables.open(variant).orElseThrow(), new Layout(size, ports), IMPATIENT, List.of());
    }

    @Override
    Map<Network, Duration> held(OffenderSize size) {
        return witness.sets(size);
    }

    @Override
    void assertTidy() {
        assertFalse(witness.ipset("list -n").contains(Ipset.SCRATCH));
    }

    @Override
    void vanish(Network network) {
        witness.ipset("del postwarden-banned4 " + network);
    }

    @Override
    void appear(Network network) {
        witness.ipset("add postwarden-banned4 " + network + " timeout 600000");
    }

    @Override
    void flush() {
        witness.iptables("-t raw -F");
        witness.iptables("-t raw -X");
        witness.ip6tables("-t raw -F");
        witness.ip6tables("-t raw -X");
        witness.ipset("destroy");
    }

    @Override
    boolean hasNews() {
        return false;
    }

    @Test
    void itIsCalledByItsVariant() {
        assertEquals(variant + " with ipset", firewall.name());
        assertEquals(List.of(), firewall.warnings());
    }

    @Test
    void networksNestAndEachHasItsOwnEnd() {
        Map<Network, Instant> bans = until(Duration.ofHours(1), OUTER);
        bans.putAll(until(WEEK, INNER, network("0.0.0.0/1"), network("8000::/1")));
        apply(bans);
        assertEquals(new Difference(false, Set.of(), Set.of(), 4), compare(bans));
        assertNear(Duration.ofHours(1), enforced().get(OUTER));
        assertNear(WEEK, enforced().get(INNER));
        witness.ipset("del postwarden-networks4 " + INNER);
        assertEquals(Set.of(INNER), compare(bans).missing());
    }

    @Test
    void otherPortsAreTakenWithoutLosingABan() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR);
        apply(bans);
        firewall.close();
        firewall = open(OffenderSize.DEFAULT, Set.of(25, 465, 587));
        assertTrue(
                witness.raw()
                        .contains(
                                "-A postwarden -p tcp -m multiport --dports"
                                        + " 0:24,26:464,466:586,588:65535 -j RETURN"));
        assertTrue(compare(bans).isNone());
        firewall.close();
        firewall = open();
        assertFalse(String.join("", witness.raw()).contains("dports"));
        assertTrue(compare(bans).isNone());
    }

    @Test
    void howeverManyPortsThereAreAllOthersLeaveTheChain() {
        firewall.close();
        Set<Integer> ports =
                IntStream.range(0, 40).map(i -> 1 + i * 7).boxed().collect(Collectors.toSet());
        firewall = open(OffenderSize.DEFAULT, ports);
        assertTrue(compare(Map.of()).isNone());
        assertEquals(2 * 6, witness.raw().stream().filter(rule -> rule.contains("dports")).count());
    }

    @Faults
    @ParameterizedTest
    @ValueSource(
            strings = {
                "iptables -t raw -F",
                "iptables -t raw -F postwarden",
                "iptables -t raw -D PREROUTING -j postwarden",
                "iptables -t raw -I PREROUTING -s 203.0.113.0/24 -j ACCEPT",
                "iptables -t raw -A PREROUTING -j postwarden",
                "iptables -t raw -I postwarden -j RETURN",
                "iptables -t raw -D postwarden 1",
                "iptables -t raw -P PREROUTING DROP; iptables -t raw -F",
                "ip6tables -t raw -F; ip6tables -t raw -X",
                "ip6tables -t raw -I PREROUTING -j ACCEPT",
                "restore",
                "iptables -t raw -F; iptables -t raw -X; ipset destroy postwarden-banned4",
                "ipset flush",
                "ipset flush postwarden-friends4",
                "ipset add postwarden-friends4 203.0.113.0/24",
                "ipset add postwarden-networks4 203.0.113.0/24 nomatch",
                "ipset add postwarden-banned6 2001:db8:7:7::7 timeout 1000",
                "ipset create other hash:ip timeout 0; ipset swap other postwarden-banned4",
            })
    void whateverSomebodyDoesIsSeenAndHealed(String commands) {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER, SINGLE);
        apply(bans);
        Set<Network> friends =
                Set.of(network("198.51.100.0/25"), network("198.51.100.128/25"), OTHER);
        firewall.befriend(friends);
        assertTrue(compare(bans).isNone());
        List<String> before = witness.raw();
        for (String command : commands.split("; ", -1)) {
            run(command);
        }
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        assertFalse(difference.isNone());
        heal(difference, bans);
        assertEquals(bans.keySet(), enforced().keySet());
        assertEquals(
                rules(before), rules(witness.raw()), "the chain is ours, the jump is the first");
        assertEquals(friends.size(), witness.ipset("save postwarden-friends4").lines().count() - 1);
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
        assertTrue(witness.ipset("save postwarden-friends4").contains("4 10.1.2.3\n"));
        assertFalse(witness.ipset("save postwarden-friends4").contains("9.0.0.0"));
        assertTrue(witness.ipset("save postwarden-friends6").contains("6 8000::/1\n"));
    }

    @Test
    void whatOthersDoElsewhereIsNoDifference() {
        Map<Network, Instant> bans = until(WEEK, CLIENT);
        apply(bans);
        witness.iptables("-t raw -A PREROUTING -p udp -j NOTRACK");
        witness.iptables("-A INPUT -p tcp --dport 22 -j ACCEPT");
        witness.ipset("create others hash:ip");
        witness.ipset("add others 203.0.113.9");
        assertTrue(compare(bans).isNone());
        firewall.close();
        firewall = open();
        assertTrue(witness.raw().contains("-A PREROUTING -p udp -j NOTRACK"));
        assertTrue(witness.ipset("save others").contains("add others 203.0.113.9"));
    }

    @Test
    void aBanLongerThanIpsetCanCountIsRenewedWithoutAWord() {
        Map<Network, Instant> bans = until(Duration.ofDays(3650), CLIENT, SIXTY_FOUR, OUTER);
        bans.putAll(until(Duration.ofDays(20), OTHER));
        apply(bans);
        Duration most = Duration.ofSeconds(Ipset.MOST_SECONDS);
        assertNear(most, enforced().get(CLIENT));
        assertTrue(compare(bans).isNone());
        // As it is after days: half of it is over for one, and another's end has come within reach.
        witness.ipset("-exist add postwarden-banned4 " + CLIENT + " timeout 1000000");
        witness.ipset("-exist add postwarden-networks4 " + OUTER + " timeout 1200000");
        witness.ipset("-exist add postwarden-banned4 " + OTHER + " timeout 1100000");
        assertTrue(compare(bans).isNone());
        assertNear(most, enforced().get(CLIENT));
        assertNear(Duration.ofMinutes(20_000), enforced().get(OUTER));
        assertNear(Duration.ofDays(20), enforced().get(OTHER));
    }

    @Faults
    @Test
    void aFullSetIsSaidInOneSentenceAndTakesWhatItCan() {
        Map<Network, Instant> bans = networks(KernelSet.MOST_NETWORKS - 10);
        apply(bans);
        assertTrue(compare(bans).isNone());
        assertEquals(
                List.of("the set postwarden-networks4 has 65526 elements, and takes 65536"),
                firewall.warnings());
        Map<Network, Instant> more = networks(KernelSet.MOST_NETWORKS + 990);
        more.keySet().removeAll(bans.keySet());
        more.putAll(until(WEEK, CLIENT));
        FirewallException refused = assertThrows(FirewallException.class, () -> apply(more));
        // The kernel counts a little more or less by itself.
        assertTrue(
                refused.getMessage()
                        .matches(
                                "the set postwarden-networks4 is full \\(65536 elements\\): 9\\d\\d of"
                                        + " 1001 changes were refused"),
                refused::getMessage);
        assertTrue(enforced().containsKey(CLIENT));
        more.putAll(bans);
        assertTrue(compare(more).missing().size() > 900);
        Map<Network, Instant> fewer = networks(1_100);
        firewall.apply(Map.of(), fewer.keySet(), Instant.now());
        more.keySet().removeAll(fewer.keySet());
        heal(compare(more), more);
    }

    @Test
    void whatTheKernelRefusesLosesNothingElse() {
        Map<Network, Instant> bans = NftablesContract.many(500);
        bans.putAll(until(WEEK, OUTER, network("0.0.0.0/0"), SIXTY_FOUR));
        FirewallException refused = assertThrows(FirewallException.class, () -> apply(bans));
        assertEquals(
                "the kernel refused 1 of 503 changes (0.0.0.0-255.255.255.255 in networks4): no set"
                        + " takes a network of this prefix length",
                refused.getMessage());
        bans.remove(network("0.0.0.0/0"));
        assertTrue(compare(bans).isNone());
    }

    @Faults
    @Test
    void withoutItsSetsItSaysSoAndTheyComeBack() {
        Map<Network, Instant> bans = until(WEEK, CLIENT, OUTER);
        flush();
        assertThrows(FirewallException.class, () -> apply(bans));
        heal(compare(bans), bans);
        assertEquals(bans.keySet(), enforced().keySet());
    }

    @Test
    void aHundredThousandBansAndOneMore() {
        Map<Network, Instant> bans = NftablesContract.many(100_000);
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
        Map<Network, Instant> bans = NftablesContract.many(20_000);
        apply(bans);
        firewall.compare(() -> Ends.copyOf(bans), Instant.now());
        apply(until(WEEK, CLIENT, SIXTY_FOUR, OUTER));
        remove(network("10.0.0.1"));
        Difference difference = awaitDifference();
        assertTrue(difference.isNone(), difference::toString);
    }

    private void run(String command) {
        String arguments = command.substring(command.indexOf(' ') + 1);
        switch (command.split(" ", -1)[0]) {
            case "iptables" -> witness.iptables(arguments);
            case "ip6tables" -> witness.ip6tables(arguments);
            case "ipset" -> witness.ipset(arguments);
            default ->
                    witness.restore(
                            """
                            *raw
                            :PREROUTING ACCEPT [0:0]
                            :OUTPUT ACCEPT [0:0]
                            :foreign - [0:0]
                            -A PREROUTING -j foreign
                            -A foreign -j ACCEPT
                            COMMIT
                            *filter
                            :INPUT ACCEPT [0:0]
                            -A INPUT -p tcp -j ACCEPT
                            COMMIT
                            """);
        }
    }

    /** The chain's, and of each family the first of PREROUTING. */
    private static List<String> rules(List<String> raw) {
        return Stream.concat(
                        raw.stream().filter(line -> line.startsWith("-A postwarden ")),
                        IntStream.range(0, raw.size())
                                .filter(i -> raw.get(i).startsWith("-A PREROUTING "))
                                .filter(i -> !raw.get(i - 1).startsWith("-A PREROUTING "))
                                .mapToObj(raw::get))
                .toList();
    }

    /** From 10.0.0.0 on, each of 16 addresses. */
    private static Map<Network, Instant> networks(int count) {
        Instant end = Instant.now().plus(WEEK);
        Map<Network, Instant> bans = new HashMap<>();
        for (int i = 0; i < count; i++) {
            bans.put(Network.of(Address.ipv4((10 << 24) + (i << 4)), 28), end);
        }
        return bans;
    }
}
