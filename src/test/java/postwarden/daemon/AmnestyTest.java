package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.control.BanReply;
import postwarden.control.BanReport;
import postwarden.control.ReloadReply;
import postwarden.control.Request;
import postwarden.control.WhyReport;
import postwarden.testing.Faults;
import postwarden.testing.TestingDaemon;

/** Whoever becomes a friend is free again, and whoever was unbanned stays so. */
@Faults
class AmnestyTest {
    private static final String OFFENDER = "203.0.113.9";

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

    @Test
    void allowingLiftsTheBansThatAreThereByOverlap() throws IOException {
        guard.start();
        strikes(OFFENDER, "2001:db8:1:2::9", "198.51.100.66");
        ban("203.0.113.0/24", false);
        ban("2001:db8:2::/48", false);
        assertEquals(5, guard.judged().bans().expected());
        allow("\"203.0.113.9\", \"2001:db8:1:2::25\", \"2001:db8:2:3::/64\"");
        guard.ask(new Request.Reload(false), ReloadReply.class);
        guard.await("the lifting", () -> banned().equals("198.51.100.66"));
        guard.await("the kernel", () -> !kernelHolds("203.0.113.9") && !kernelHolds("2001:db8:"));
        WhyReport why = guard.ask(new Request.Why(OFFENDER), WhyReport.class);
        assertNull(why.ban());
        assertEquals(
                List.of(
                        "by hand; lifted: allow list (203.0.113.9)",
                        "2 strikes within 1d, the last by lost-connection; lifted: allow list"
                                + " (203.0.113.9)"),
                why.bans().stream().map(BanReport::reason).toList());
        // Its neighbours answer for themselves from now on.
        strikes("2001:db8:1:2::9");
        guard.judged();
        assertEquals("198.51.100.66 2001:db8:1:2::9", banned());
        guard.stop();
        guard.start();
        assertEquals("198.51.100.66 2001:db8:1:2::9", banned());
    }

    @Test
    void aBanThatWasForcedStaysAlsoOverARestart() throws IOException {
        guard.start();
        ban("192.0.2.9", true);
        ban(OFFENDER, true);
        guard.stop();
        allow("\"192.0.2.0/24\", \"203.0.113.0/24\"");
        guard.start();
        strikes("198.51.100.66");
        guard.judged();
        guard.await("a chore", () -> banned().contains("198.51.100.66"));
        assertEquals("192.0.2.9 198.51.100.66 203.0.113.9", banned());
    }

    @Test
    void whoWasAllowedWhileTheDaemonWasDownIsFreedByTheStart() throws IOException {
        guard.start();
        strikes(OFFENDER);
        guard.judged();
        guard.stop();
        allow("\"203.0.113.0/24\"");
        guard.start();
        guard.await("the lifting", () -> banned().isEmpty());
        guard.await("the kernel", () -> !kernelHolds(OFFENDER));
    }

    @Test
    void anAddressThatBecomesThisHostsOwnIsFreed() {
        guard.start();
        strikes(OFFENDER);
        guard.judged();
        assertTrue(kernelHolds(OFFENDER));
        guard.command("ip", "address", "add", OFFENDER + "/32", "dev", "lo");
        guard.await("the lifting", () -> banned().isEmpty());
        assertTrue(
                guard.ask(new Request.Why(OFFENDER), WhyReport.class)
                        .bans()
                        .getFirst()
                        .reason()
                        .endsWith("; lifted: this host (" + OFFENDER + ")"));
        guard.command("ip", "address", "delete", OFFENDER + "/32", "dev", "lo");
        guard.await(
                "the address to be a stranger's",
                () -> {
                    strikes(OFFENDER);
                    guard.judged();
                    return banned().equals(OFFENDER);
                });
    }

    @Test
    void whatLedToABanThatWasLiftedDoesNotLeadToItAgain() throws SQLException {
        guard.start();
        strikes(OFFENDER, "198.51.100.66");
        guard.judged();
        guard.ask(new Request.Unban(List.of(OFFENDER)), BanReply.class);
        guard.stop();
        // As after a restored backup: the whole journal is read again.
        change("DELETE FROM position", "DELETE FROM strike", "DELETE FROM ban");
        guard.start();
        guard.await("the other's ban", () -> banned().contains("198.51.100.66"));
        assertEquals("198.51.100.66", banned());
        assertFalse(kernelHolds(OFFENDER));
        guard.log("lost connection after AUTH from unknown[" + OFFENDER + "]");
        guard.judged();
        assertEquals("198.51.100.66", banned(), "one strike after the unban is no ban");
    }

    @Test
    void aBanOfEverythingInTheLedgerIsLeftOut() throws SQLException {
        guard.start();
        strikes(OFFENDER);
        ban("198.51.100.0/24", false);
        guard.judged();
        guard.stop();
        change("UPDATE ban SET offender = '0.0.0.0/0' WHERE jail IS NULL");
        guard.start();
        assertEquals(OFFENDER, banned());
        assertFalse(kernelHolds("0.0.0.0/0"));
        assertNotNull(guard.ask(new Request.Why(OFFENDER), WhyReport.class).ban());
    }

    private void change(String... statements) throws SQLException {
        try (Connection ledger =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"))) {
            for (String statement : statements) {
                ledger.createStatement().execute(statement);
            }
        }
    }

    private void allow(String addresses) throws IOException {
        guard.with("[ignore]\naddresses = [" + addresses + "]\n");
    }

    private void strikes(String... addresses) {
        for (String address : addresses) {
            TestingDaemon.twoStrikes(address).forEach(guard::log);
        }
    }

    private void ban(String address, boolean force) {
        guard.ask(new Request.Ban(address, null, "by hand", force), BanReply.class);
    }

    private String banned() {
        return Arrays.stream(guard.ask(new Request.Bans(false), BanReport[].class))
                .map(BanReport::offender)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** Not counting the sets of friends. */
    private boolean kernelHolds(String element) {
        return guard.command("nft", "list", "table", "inet", "postwarden")
                .replaceAll("(?s)set friends[46] \\{.*?\n\t\\}", "")
                .contains(element);
    }
}
