package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.FirewallException;
import postwarden.Network;
import postwarden.OffenderSize;
import postwarden.testing.Faults;

/** What iptables without ipset promises in either variant. */
abstract class RuleChainContract extends KernelContract {
    private final String variant;
    private final IptablesWitness witness;

    RuleChainContract(String variant) {
        this.variant = variant;
        witness = new IptablesWitness(variant);
    }

    @Override
    final Firewall open(OffenderSize size, Set<Integer> ports) {
        return RuleChain.open(
                Xtables.open(variant).orElseThrow(), new Layout(size, ports), IMPATIENT, List.of());
    }

    @Override
    Map<Network, Duration> held(OffenderSize size) {
        return witness.rules();
    }

    @Override
    void vanish(Network network) {
        String rule =
                witness.raw().stream()
                        .filter(line -> line.startsWith("-A postwarden -s " + network))
                        .findFirst()
                        .orElseThrow();
        witness.iptables("-t raw " + rule.replaceFirst("-A", "-D").replace("\"", ""));
    }

    @Override
    void appear(Network network) {
        witness.iptables(
                "-t raw -A postwarden -s "
                        + network
                        + " -m comment --comment "
                        + Instant.now().plus(WEEK).getEpochSecond()
                        + " -j DROP");
    }

    @Override
    void flush() {
        for (String arguments : List.of("-t raw -F", "-t raw -X")) {
            witness.iptables(arguments);
            witness.ip6tables(arguments);
        }
    }

    @Override
    boolean hasNews() {
        return false;
    }

    @Test
    void itSaysHowLittleItCanDo() {
        assertEquals(variant + " without ipset", firewall.name());
        apply(until(WEEK, CLIENT, SIXTY_FOUR));
        assertEquals(
                List.of(
                        "this kernel has no ipset: bans are rules one after another, 2 of at most"
                                + " 1000"),
                firewall.warnings());
    }

    @Test
    void aBanThatIsOverIsTakenOutWithoutAWord() {
        Map<Network, Instant> bans = until(WEEK, OTHER, SIXTY_FOUR);
        bans.putAll(until(Duration.ofSeconds(1), CLIENT, SINGLE));
        apply(bans);
        Instant deadline = Instant.now().plusSeconds(60);
        while (enforced().size() > 2) {
            assertTrue(compare(bans).isNone());
            assertTrue(Instant.now().isBefore(deadline), "what is over goes");
        }
        assertEquals(Set.of(OTHER, SIXTY_FOUR), enforced().keySet());
        assertTrue(compare(bans).isNone());
    }

    @Faults
    @Test
    void aFullChainIsSaidInOneSentenceAndKeepsWhatItHas() {
        Map<Network, Instant> bans = NftablesContract.many(RuleChain.MOST_RULES);
        apply(bans);
        assertTrue(compare(bans).isNone());
        FirewallException refused =
                assertThrows(FirewallException.class, () -> apply(until(WEEK, CLIENT, OTHER)));
        assertEquals(
                "without ipset the chain takes 1000 bans: 2 of 2 were refused",
                refused.getMessage());
        apply(bans);
        assertTrue(compare(bans).isNone());
        remove(bans.keySet().iterator().next());
        apply(until(WEEK, CLIENT));
        assertTrue(enforced().containsKey(CLIENT));
    }

    @Faults
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t raw -F",
                "-t raw -F postwarden",
                "-t raw -D PREROUTING -j postwarden",
                "-t raw -I PREROUTING -s 203.0.113.0/24 -j ACCEPT",
                "-t raw -I postwarden -j RETURN",
                "-t raw -D postwarden 1",
                "-t raw -D postwarden 4",
            })
    void whateverSomebodyDoesIsSeenAndHealed(String arguments) {
        Map<Network, Instant> bans = until(WEEK, CLIENT, SIXTY_FOUR, OUTER, SINGLE);
        apply(bans);
        firewall.befriend(Set.of(OTHER, network("10.0.0.0/8"), network("::/0")));
        assertTrue(compare(bans).isNone());
        Set<String> before = new HashSet<>(rules());
        witness.iptables(arguments);
        witness.ip6tables(arguments.replace("203.0.113.0/24", "2001:db8::/32").replace("4", "3"));
        assertTrue(firewall.mayDiffer());
        Difference difference = compare(bans);
        heal(difference, bans);
        assertEquals(before, new HashSet<>(rules()));
        List<String> raw = witness.raw();
        assertEquals(
                "-A PREROUTING -j postwarden",
                raw.stream().filter(rule -> rule.startsWith("-A PREROUTING")).findFirst().get());
    }

    private List<String> rules() {
        return witness.raw().stream().filter(line -> line.startsWith("-A postwarden ")).toList();
    }
}
