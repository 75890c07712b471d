package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Firewall;
import postwarden.Network;
import postwarden.OffenderSize;

/** What the packages run at their end. */
@ExtendWith(OwnNetworkNamespace.class)
class ClearFirewallTest {
    private static final String SCRIPT =
            Path.of("packaging/bin/clear-firewall").toAbsolutePath().toString();
    private static final Layout LAYOUT = new Layout(OffenderSize.DEFAULT, Set.of(25));

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void nothingOfOursIsLeftAndAllOfOthers(String variant) {
        IptablesWitness witness = new IptablesWitness(variant);
        Xtables xtables = Xtables.open(variant).orElseThrow();
        ban(Iptables.open(xtables, LAYOUT, Pace.WITHOUT_NEWS, List.of()));
        clearAndLook(witness);
        ban(RuleChain.open(xtables, LAYOUT, Pace.WITHOUT_NEWS, List.of()));
        clearAndLook(witness);
        ban(Firewalls.open("nftables", Set.of(), OffenderSize.DEFAULT));
        clearAndLook(witness);
    }

    @Test
    void itSucceedsWhereNoSuchProgramIs() {
        String hidden = "mount -t tmpfs none /usr/sbin && exec \"$1\"";
        Nft.process(List.of("unshare", "--mount", "sh", "-c", hidden, "sh", SCRIPT), "");
    }

    private static void ban(Firewall opened) {
        try (Firewall firewall = opened) {
            firewall.befriend(Set.of(Network.parse("192.0.2.0/24").orElseThrow()));
            firewall.apply(
                    Map.of(
                            Network.parse("203.0.113.9").orElseThrow(),
                            Instant.now().plus(Duration.ofDays(7))),
                    Set.of(),
                    Instant.now());
        }
    }

    private static void clearAndLook(IptablesWitness witness) {
        witness.iptables("-t raw -A PREROUTING -p udp -j NOTRACK");
        witness.ipset("-exist create others hash:ip");
        Nft.process(List.of(SCRIPT), "");
        assertEquals("others\n", witness.ipset("list -n"));
        List<String> raw = witness.raw();
        assertTrue(raw.stream().noneMatch(line -> line.contains("postwarden")), raw::toString);
        assertTrue(raw.contains("-A PREROUTING -p udp -j NOTRACK"), raw::toString);
        assertFalse(Nft.list("tables").contains("inet postwarden"));
    }
}
