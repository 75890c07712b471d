package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.control.BanReply;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.Faults;
import postwarden.testing.TestingDaemon;

/** The daemon with nftables: somebody changes the ruleset, and it puts its own part right. */
class NftablesHealingTest {
    private static final String OFFENDER = "203.0.113.9";
    private static final int ROUNDS = Faults.Rounds.of(1, 20);

    /** What is done to the ruleset, by the shell. */
    private static final List<String> FAULTS =
            List.of(
                    "nft flush ruleset",
                    "nft delete table inet postwarden",
                    "nft flush table inet postwarden",
                    "nft 'flush chain inet postwarden prerouting;"
                            + " delete chain inet postwarden prerouting'",
                    "nft 'flush chain inet postwarden prerouting; delete set inet postwarden banned4'",
                    "nft delete rule inet postwarden prerouting handle"
                            + " $(nft -a list chain inet postwarden prerouting"
                            + " | sed -n 's/.*@banned4.*handle //p')",
                    "nft insert rule inet postwarden prerouting accept",
                    "nft 'add table inet postwarden { flags dormant; }'",
                    "nft flush set inet postwarden banned4",
                    "nft 'delete element inet postwarden banned4 { " + OFFENDER + " }'",
                    "nft 'add element inet postwarden banned4 { 198.51.100.77 timeout 1h }'",
                    // It would end too early, and too late.
                    "nft 'delete element inet postwarden banned4 { 203.0.113.9 };"
                            + " add element inet postwarden banned4 { 203.0.113.9 timeout 1h }'",
                    "nft 'delete element inet postwarden banned4 { 203.0.113.9 };"
                            + " add element inet postwarden banned4 { 203.0.113.9 timeout 99d }'",
                    // He would be let through.
                    "nft 'add element inet postwarden friends4 { 203.0.113.0/24 }'",
                    // A ruleset of its own, as nftables.service loads it.
                    "printf 'flush ruleset\\ntable inet filter { chain input {"
                            + " type filter hook input priority 0; accept; }; }\\n' | nft -f -",
                    // What firewalld does when it reloads: everything shut, its table made anew.
                    "nft 'add table inet firewalld_policy_drop; add chain inet firewalld_policy_drop"
                            + " filter_input { type filter hook input priority -1; policy drop; }'"
                            + " && nft 'add table inet firewalld; delete table inet firewalld;"
                            + " add table inet firewalld; add chain inet firewalld mangle_PREROUTING"
                            + " { type filter hook prerouting priority -140; policy accept; }'"
                            + " && nft delete table inet firewalld_policy_drop",
                    "iptables-nft -F && iptables-nft -X && iptables-nft -t raw -F",
                    "printf '*raw\\n:PREROUTING ACCEPT [0:0]\\n-A PREROUTING -j ACCEPT\\nCOMMIT\\n'"
                            + " | iptables-nft-restore");

    @TempDir private Path directory;
    private TestingDaemon guard;

    @BeforeEach
    void open() throws IOException {
        guard = new TestingDaemon(directory);
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Faults
    @Test
    void whatSomebodyChangesIsPutRight() {
        guard.start();
        TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
        guard.judged();
        String frame = frame();
        List<Duration> healed = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String fault : FAULTS) {
                long start = System.nanoTime();
                assertEquals("", guard.command("sh", "-c", fault));
                guard.await("healing after " + fault, () -> frame().equals(frame) && endsRightly());
                healed.add(Duration.ofNanos(System.nanoTime() - start));
            }
        }
        StatusReport status = guard.ask(new Request.Status(), StatusReport.class);
        assertTrue(status.guarding());
        assertEquals(new StatusReport.Bans(1, 1), status.bans());
        assertTrue(
                status.warnings().stream().anyMatch(line -> line.contains("put back into")),
                () -> status.warnings().toString());
        System.out.printf(
                "healed %d times, after %d ms at most%n",
                healed.size(), Collections.max(healed).toMillis());
    }

    @Faults
    @Test
    void whatTheKernelDoesNotTakeIsToldAndTriedAgainAndTheRestIsInForce() {
        guard.start();
        guard.command(
                "nft",
                "add set inet postwarden banned4 { type ipv4_addr; size 2; flags timeout; }");
        String set = guard.command("nft", "list", "set", "inet", "postwarden", "banned4");
        assumeTrue(set.contains("size 2\n"), "before Linux 6.4 a set keeps its size");
        List<String> offenders = IntStream.range(1, 6).mapToObj(i -> "203.0.113." + i).toList();
        for (String offender : offenders) {
            TestingDaemon.twoStrikes(offender).forEach(guard::log);
        }
        guard.judged();
        guard.await("two of them", () -> held(offenders).size() == 2);
        StatusReport status = guard.ask(new Request.Status(), StatusReport.class);
        assertEquals(new StatusReport.Bans(5, 2), status.bans());
        assertTrue(
                status.warnings().stream()
                        .anyMatch(line -> line.contains("the kernel refused 3 of")),
                () -> status.warnings().toString());
        List<String> lifted = offenders.subList(0, 3);
        guard.ask(new Request.Unban(lifted), BanReply.class);
        guard.await("the others", () -> held(offenders).equals(offenders.subList(3, 5)));
        guard.await(
                "all is well",
                () -> guard.ask(new Request.Status(), StatusReport.class).guarding());
    }

    private List<String> held(List<String> offenders) {
        String set = guard.command("nft", "list", "set", "inet", "postwarden", "banned4");
        return offenders.stream().filter(offender -> set.contains(offender + " ")).toList();
    }

    /** The rules in order, and all else; but for counts and times. */
    private String frame() {
        String table = guard.command("nft", "-s", "list", "table", "inet", "postwarden");
        return guard.command("nft", "-s", "list", "chain", "inet", "postwarden", "prerouting")
                + table.lines()
                        .map(line -> line.replaceAll(" (timeout|expires) [0-9dhms]+", ""))
                        .sorted()
                        .collect(Collectors.joining("\n"));
    }

    private boolean endsRightly() {
        String set = guard.command("nft", "list", "set", "inet", "postwarden", "banned4");
        return set.contains(OFFENDER + " timeout 7d ") || set.contains(OFFENDER + " timeout 6d23h");
    }
}
