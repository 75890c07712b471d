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
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.Network;
import postwarden.OffenderSize;
import postwarden.Refusal;

@ExtendWith(OwnNetworkNamespace.class)
class FirewallsTest {
    @ParameterizedTest
    @ValueSource(strings = {"auto", "nftables"})
    void nftables_is_the_first_that_works(String backend) {
        try (Firewall firewall = Firewalls.open(backend, Set.of(), OffenderSize.DEFAULT)) {
            assertEquals("nftables", firewall.name());
        }
    }

    @Test
    void none_keeps_nobody_out_and_misses_nothing() {
        try (Firewall firewall = Firewalls.open("none", Set.of(25), OffenderSize.DEFAULT)) {
            Map<Network, Instant> bans =
                    Map.of(
                            Network.parse("203.0.113.9").orElseThrow(),
                            Instant.now().plus(Duration.ofDays(7)));
            firewall.apply(bans, Set.of(), Instant.now());
            assertFalse(firewall.mayDiffer());
            firewall.compare(bans, Instant.now());
            assertEquals(
                    new Difference(false, Set.of(), Set.of(), 0),
                    firewall.difference().orElseThrow());
            assertTrue(firewall.difference().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"iptables, UNAVAILABLE", "ipfw, BAD_CONFIGURATION"})
    void what_does_not_exist_is_refused(String backend, Refusal.Kind kind) {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> Firewalls.open(backend, Set.of(), OffenderSize.DEFAULT));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.getMessage().contains(backend));
    }

    @Test
    void nothing_stays_open_when_it_closes() throws IOException {
        openAndClose();
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            openAndClose();
        }
        assertEquals(before, descriptors());
    }

    private static void openAndClose() {
        try (Firewall firewall = Firewalls.open("auto", Set.of(), OffenderSize.DEFAULT)) {
            firewall.compare(Map.of(), Instant.now());
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
