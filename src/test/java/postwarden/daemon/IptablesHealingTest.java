package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.Faults;
import postwarden.testing.TestingDaemon;

/** The daemon with iptables: somebody takes its bans out of the kernel, and it puts them back. */
class IptablesHealingTest {
    private static final String OFFENDER = "203.0.113.9";
    private static final int ROUNDS = Faults.Rounds.of(1, 20);

    private static final List<String> FAULTS =
            List.of(
                    "iptables -t raw -F",
                    // The daemon may come in between: then there is a rule again that asks a set.
                    "for try in 1 2 3 4 5; do"
                            + " for program in iptables ip6tables; do"
                            + " $program -t raw -F; $program -t raw -X; done;"
                            + " ipset destroy 2>&- && exit; done; echo in use",
                    "ipset flush",
                    "ipset del postwarden-banned4 " + OFFENDER,
                    "iptables -t raw -I PREROUTING -j ACCEPT");

    @TempDir private Path directory;

    @Faults
    @Test
    void whatSomebodyTakesOutIsPutBack() throws IOException {
        List<Duration> healed = new ArrayList<>();
        try (TestingDaemon guard = guard("iptables")) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String fault : FAULTS) {
                    guard.await("the ban", () -> isEnforced(guard));
                    long start = System.nanoTime();
                    assertEquals("", guard.command("sh", "-c", fault));
                    guard.await("healing after " + fault, () -> isEnforced(guard));
                    healed.add(Duration.ofNanos(System.nanoTime() - start));
                }
            }
            StatusReport status = guard.ask(new Request.Status(), StatusReport.class);
            assertTrue(status.guarding());
            assertTrue(status.firewall().matches("iptables-(nft|legacy) with ipset"));
            assertEquals(new StatusReport.Bans(1, 1), status.bans());
            assertTrue(
                    status.warnings().stream().anyMatch(line -> line.contains("put back into")),
                    () -> status.warnings().toString());
        }
        System.out.printf(
                "healed %d times, after %d ms at most%n",
                healed.size(), Collections.max(healed).toMillis());
    }

    private TestingDaemon guard(String backend) throws IOException {
        TestingDaemon guard = new TestingDaemon(directory);
        guard.with("[firewall]\nbackend = \"" + backend + "\"\n").start();
        TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
        guard.judged();
        return guard;
    }

    /** The address is in the set, a rule asks it, and nobody is asked before. */
    private static boolean isEnforced(TestingDaemon guard) {
        String raw = guard.command("iptables-save", "-t", "raw");
        String first =
                raw.lines().filter(line -> line.startsWith("-A PREROUTING")).findFirst().orElse("");
        return guard.command("ipset", "save", "postwarden-banned4")
                        .contains("postwarden-banned4 " + OFFENDER + " ")
                && raw.contains("--match-set postwarden-banned4 src -j DROP")
                && first.equals("-A PREROUTING -j postwarden");
    }
}
