package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.Network;
import postwarden.OffenderSize;
import postwarden.Refusal;

@ExtendWith(OwnNetworkNamespace.class)
class FirewallsTest {
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nftables"})
    void nftablesIsTheFirstThatWorks(String backend) {
        try (Firewall firewall = Firewalls.open(backend, Set.of(), OffenderSize.DEFAULT)) {
            assertEquals("nftables", firewall.name());
        }
    }

    @Test
    void iptablesIsUsedIfItIsAskedFor() {
        try (Firewall firewall = Firewalls.open("iptables", Set.of(), OffenderSize.DEFAULT)) {
            assertTrue(firewall.name().matches("iptables-(nft|legacy) with ipset"));
            assertEquals(List.of(), firewall.warnings());
        }
    }

    /** As the service has them, and as the drop-in gives them, but for the user. */
    @ParameterizedTest
    @CsvSource({
        "auto, 'net_admin', 'nftables '",
        "iptables, 'net_admin', '(?s)NO_PERMISSION iptables cannot be used: .*; run as root, or give"
                + " the service the rights in /usr/share/postwarden/iptables.conf'",
        "iptables, 'net_admin,net_raw', 'iptables-(nft|legacy) with ipset '",
        "auto, '', '(?s)NO_PERMISSION nftables cannot be used: .*; run as root or with CAP_NET_ADMIN;"
                + " iptables cannot be used: .*'",
    })
    void whatRightsSufficeForAndWhatIsSaidWhereTheyDoNot(
            String backend, String capabilities, String answer) {
        String said = OpenFirewall.with(capabilities, backend);
        assertTrue(said.matches(answer), said);
    }

    @Test
    void whereNftablesDoesNotWorkIptablesIsTakenAndWhyIsSaid() {
        String said = OpenFirewall.withoutNft("auto");
        assertTrue(
                said.matches(
                        "iptables-(nft|legacy) with ipset nftables cannot be used: .*; iptables is"
                                + " used"),
                said);
    }

    @Test
    void whatAnotherBackendLeftIsLifted() {
        Map<Network, Instant> bans =
                Map.of(
                        Network.parse("203.0.113.9").orElseThrow(),
                        Instant.now().plus(Duration.ofDays(7)));
        IptablesWitness witness = new IptablesWitness("iptables");
        try (Firewall iptables = Firewalls.open("iptables", Set.of(), OffenderSize.DEFAULT)) {
            iptables.apply(bans, Set.of(), Instant.now());
        }
        assertEquals(1, witness.sets(OffenderSize.DEFAULT).size());
        try (Firewall nftables = Firewalls.open("nftables", Set.of(), OffenderSize.DEFAULT)) {
            assertEquals(0, witness.sets(OffenderSize.DEFAULT).size());
            nftables.apply(bans, Set.of(), Instant.now());
        }
        assertEquals(1, Nft.bans(OffenderSize.DEFAULT).size());
        try (Firewall iptables = Firewalls.open("iptables", Set.of(), OffenderSize.DEFAULT)) {
            assertFalse(Nft.list("tables").contains("inet postwarden"));
            assertTrue(iptables.name().startsWith("iptables"));
        }
    }

    @Test
    void noneKeepsNobodyOutAndMissesNothing() {
        try (Firewall firewall = Firewalls.open("none", Set.of(25), OffenderSize.DEFAULT)) {
            Map<Network, Instant> bans =
                    Map.of(
                            Network.parse("203.0.113.9").orElseThrow(),
                            Instant.now().plus(Duration.ofDays(7)));
            firewall.apply(bans, Set.of(), Instant.now());
            assertFalse(firewall.mayDiffer());
            firewall.compare(() -> Ends.copyOf(bans), Instant.now());
            assertEquals(
                    new Difference(false, Set.of(), Set.of(), 0),
                    firewall.difference().orElseThrow());
            assertTrue(firewall.difference().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"ipfw, BAD_CONFIGURATION"})
    void whatDoesNotExistIsRefused(String backend, Refusal.Kind kind) {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> Firewalls.open(backend, Set.of(), OffenderSize.DEFAULT));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.getMessage().contains(backend));
    }

    @Test
    void nothingStaysOpenWhenItCloses() throws IOException {
        openAndClose();
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            openAndClose();
        }
        assertEquals(before, descriptors());
    }

    private static void openAndClose() {
        try (Firewall firewall = Firewalls.open("auto", Set.of(), OffenderSize.DEFAULT)) {
            firewall.compare(() -> Ends.copyOf(Map.of()), Instant.now());
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
