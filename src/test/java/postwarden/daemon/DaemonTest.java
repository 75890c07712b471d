package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;
import postwarden.Verdict;
import postwarden.control.BanReply;
import postwarden.control.BanReport;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.control.WhyReport;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;

/** From a growing journal to the kernel and back, with the shipped rules. */
class DaemonTest {
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
    void twoStrikesAreABanInTheKernel() {
        guard.start();
        strike(OFFENDER);
        assertEquals(new StatusReport.Bans(0, 0), guard.judged().bans());
        strike(OFFENDER);
        strike("2001:db8:1:2::9");
        strike("2001:db8:1:2:ffff::7");
        StatusReport status = guard.judged();
        assertTrue(status.guarding(), status.toString());
        assertEquals(new StatusReport.Bans(2, 2), status.bans());
        assertEquals(4, status.strikes());
        assertEquals(4, status.rules().get("lost-connection"));
        assertTrue(kernelHolds(OFFENDER));
        assertTrue(kernelHolds("2001:db8:1:2::"));
    }

    @Test
    void aStrikeBeforeARestartCountsAfterIt() {
        guard.start();
        strike(OFFENDER);
        guard.judged();
        guard.stop();
        strike(OFFENDER);
        guard.start();
        assertEquals(1, guard.judged().bans().enforced());
    }

    @Test
    void entriesFromTheFutureAreJudgedByTheirOwnTime() {
        guard.start();
        Instant last = Instant.now().truncatedTo(ChronoUnit.MICROS).plus(Duration.ofHours(30));
        String strike = "lost connection after AUTH from unknown[" + OFFENDER + "]";
        for (Instant time : List.of(last.minus(Duration.ofHours(25)), last.minusSeconds(1))) {
            guard.log(TestingEntry.postfix(time, strike));
            guard.judged();
            assertFalse(kernelHolds(OFFENDER));
        }
        guard.log(TestingEntry.postfix(last, strike));
        StatusReport status = guard.judged();
        assertTrue(kernelHolds(OFFENDER));
        assertEquals(new StatusReport.Bans(1, 1), status.bans());
        assertEquals(last, guard.turns().getLast().bans().getFirst().start());
        assertTrue(
                status.warnings().stream()
                        .anyMatch(each -> each.startsWith("3 entries came from the future")),
                status.warnings().toString());
    }

    @Test
    void theBansStayInTheKernelWhileTheDaemonIsDown() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        guard.stop();
        assertTrue(kernelHolds(OFFENDER));
        guard.start();
        assertTrue(kernelHolds(OFFENDER));
    }

    @Test
    void aKernelThatForgotIsTaughtAgainAtTheStart() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        guard.stop();
        guard.command("nft", "flush", "ruleset");
        guard.start();
        assertTrue(kernelHolds(OFFENDER));
    }

    @Test
    void whatOthersChangeInTheKernelIsHealed() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        guard.command("nft", "flush", "set", "inet", "postwarden", "banned4");
        guard.command("nft", "add element inet postwarden banned4 { 198.51.100.77 timeout 1h }");
        guard.await("healing", () -> kernelHolds(OFFENDER) && !kernelHolds("198.51.100.77"));
        guard.command("nft", "delete", "table", "inet", "postwarden");
        guard.await("healing", () -> kernelHolds(OFFENDER));
    }

    @Test
    void aNewConnectionOfTheBannedIsAnAlarmAndWhatIsLeftOfOldOnesIsNot() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        String connect = "connect from unknown[" + OFFENDER + "]";
        guard.log(TestingEntry.postfix(now().plusSeconds(1), connect));
        guard.log(
                TestingEntry.postfix(
                        now().plusSeconds(60),
                        "lost connection after AUTH from unknown[" + OFFENDER + "]"));
        guard.log(TestingEntry.postfix(now().plusSeconds(61), connect).but("_UID", "1000"));
        guard.log(
                TestingEntry.postfix(
                        now().plusSeconds(62), connect.replace(OFFENDER, "198.51.100.7")));
        assertEquals(List.of(), alarms(guard.judged()));
        guard.log(TestingEntry.postfix(now().plusSeconds(63), connect));
        String alarm = alarms(guard.judged()).getFirst();
        assertTrue(
                alarm.startsWith("1 new connection of banned clients, the last of " + OFFENDER),
                alarm);
    }

    @Test
    void friendsAreSparedAndTheKernelLetsThemThrough() {
        guard.start();
        for (String friend : List.of("192.0.2.7", "2001:db8:f:f::25", "127.0.0.1")) {
            strike(friend);
            strike(friend);
        }
        assertEquals(new StatusReport.Bans(0, 0), guard.judged().bans());
        // A neighbour of a friend is banned alone.
        ban("2001:db8:f:f::99");
        guard.judged();
        assertEquals("2001:db8:f:f::99", bans()[0].offender());
        String friends = guard.command("nft", "list", "set", "inet", "postwarden", "friends4");
        assertTrue(friends.contains("192.0.2.0/24"), friends);
    }

    @Test
    void onlyPostfixsOwnEntriesCount() {
        guard.start();
        String strike = "lost connection after AUTH from unknown[" + OFFENDER + "]";
        TestingEntry genuine = TestingEntry.postfix(now(), strike);
        guard.log(genuine.but("_UID", "1000"));
        guard.log(genuine.but("_UID", "1000"));
        guard.log(genuine.but("_SYSTEMD_UNIT", "cron.service"));
        guard.log(genuine.but("_SYSTEMD_UNIT", "cron.service"));
        guard.log(genuine.without("_SYSTEMD_UNIT"));
        guard.log(genuine.without("_SYSTEMD_UNIT"));
        guard.log(genuine.but("SYSLOG_IDENTIFIER", "postfix/smtp"));
        guard.log(genuine.but("SYSLOG_IDENTIFIER", "postfix/smtp"));
        guard.log("connect from unknown[198.51.100.1]");
        StatusReport status = guard.judged();
        assertEquals(0, status.strikes());
        assertTrue(
                status.warnings().contains("2 entries without a unit were not judged"),
                status.warnings().toString());
    }

    @Test
    void whyTellsTheEntries() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        WhyReport why = guard.ask(new Request.Why(OFFENDER), WhyReport.class);
        assertNotNull(why.ban());
        assertEquals("2 strikes within 1d, the last by lost-connection", why.ban().reason());
        assertEquals(2, why.strikes().size());
        assertEquals(
                "lost connection after AUTH from unknown[" + OFFENDER + "]",
                why.strikes().getFirst().message());
        assertTrue(why.strikes().getFirst().cursor().startsWith("s="));
    }

    @Test
    void anUnbanLiftsAtOnceAndForgivesTheEntriesBeforeIt() {
        guard.start();
        ban(OFFENDER);
        guard.judged();
        BanReply reply = guard.ask(new Request.Unban(List.of(OFFENDER)), BanReply.class);
        assertEquals(List.of(OFFENDER), reply.offenders());
        assertFalse(kernelHolds(OFFENDER));
        strike(OFFENDER);
        assertEquals(0, guard.judged().bans().expected(), "one strike after the unban is no ban");
        WhyReport why = guard.ask(new Request.Why(OFFENDER), WhyReport.class);
        assertNull(why.ban());
        assertEquals(1, why.bans().size(), "the history keeps it");
        guard.stop();
        guard.start();
        assertFalse(kernelHolds(OFFENDER));
    }

    @Test
    void aBanByHandIsSizedNamedAndSurvivesARestart() {
        guard.start();
        BanReply reply =
                guard.ask(new Request.Ban("2001:db8:9::1", "1h", "spam", false), BanReply.class);
        assertEquals(List.of("2001:db8:9::/64"), reply.offenders());
        assertEquals(List.of("2001:db8:9::1 stands for 2001:db8:9::/64"), reply.notes());
        guard.ask(new Request.Ban("198.51.100.0/24", null, null, false), BanReply.class);
        guard.stop();
        guard.start();
        assertEquals(2, bans().length);
        assertTrue(kernelHolds("198.51.100.0/24"));
        assertTrue(kernelHolds("2001:db8:9::"));
        // An address in a banned network stays held when only itself is lifted.
        BanReply unban = guard.ask(new Request.Unban(List.of("198.51.100.7")), BanReply.class);
        assertEquals(List.of(), unban.offenders());
        assertEquals(
                List.of("198.51.100.7 is still held by the ban of 198.51.100.0/24"), unban.notes());
    }

    @Test
    void aBanThatHoldsAFriendOrTooMuchIsRefused() {
        guard.start();
        assertRefused("192.0.0.0/16", "192.0.0.0/16 holds a friend: 192.0.2.0/24 (allow list)");
        assertRefused("0.0.0.0/0", "0.0.0.0/0 is too much of the address space");
        assertRefused("mail.example.com", "'mail.example.com' is no address and no network");
        guard.ask(new Request.Ban("192.0.0.0/16", null, null, true), BanReply.class);
        assertEquals(1, bans().length);
        assertThrows(
                Refusal.class,
                () -> guard.ask(new Request.Ban("::/0", null, null, true), BanReply.class),
                "not even by force");
    }

    @Test
    void aDryRunEnforcesNothingKeepsNothingAndDisturbsNobody() throws IOException {
        guard.start(true);
        ban(OFFENDER);
        guard.await("the verdicts", () -> guard.judgements().size() == 2);
        assertInstanceOf(Verdict.Banned.class, guard.judgements().getLast().verdict());
        assertFalse(guard.command("nft", "list", "ruleset").contains("postwarden"));
        assertFalse(Files.exists(directory.resolve("ledger.db")));
        assertFalse(Files.exists(directory.resolve("control.sock")));
    }

    @Test
    void theSocketOfALiveDaemonIsNotTaken() throws IOException {
        guard.start();
        Path other = Files.createDirectory(directory.resolve("other"));
        String settings = Files.readString(guard.configuration());
        Files.writeString(
                guard.configuration(),
                settings.replace(directory + "/ledger.db", other + "/ledger.db"));
        Refusal refusal = assertThrows(Refusal.class, () -> guard.start());
        assertTrue(refusal.getMessage().contains("another daemon answers"), refusal.getMessage());
        assertTrue(guard.ask(new Request.Status(), StatusReport.class).guarding());
    }

    @Test
    void aJailWhoseUserDoesNotExistGuardsNothingAndSaysSo() throws IOException {
        Path rules = directory.resolve("rules/postfix.groovy");
        Files.writeString(
                rules,
                Files.readString(rules)
                        .replace(
                                "user '" + TestingEntry.OWNER + "'", "user 'nobody-of-that-name'"));
        guard.start();
        StatusReport status = guard.ask(new Request.Status(), StatusReport.class);
        assertFalse(status.guarding());
        assertTrue(
                status.warnings().contains("no user 'nobody-of-that-name' on this host (yet)"),
                status.warnings().toString());
    }

    @Test
    void aSecondDaemonWithTheSameLedgerIsRefused() {
        guard.start();
        Refusal refusal = assertThrows(Refusal.class, () -> guard.start());
        assertEquals(Refusal.Kind.UNAVAILABLE, refusal.kind());
        strike(OFFENDER);
        assertEquals(1, guard.judged().strikes(), "the first goes on");
    }

    @Test
    void aLedgerThatCannotBeWrittenIsTriedAgainAndNothingIsLost() throws SQLException {
        guard.start();
        strike(OFFENDER);
        guard.judged();
        try (Connection other =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            strike(OFFENDER);
            guard.await(
                    "the trouble to be known",
                    () ->
                            guard.ask(new Request.Status(), StatusReport.class).warnings().stream()
                                    .anyMatch(warning -> warning.startsWith("ledger: ")));
            assertTrue(kernelHolds(OFFENDER), "the kernel does not wait for the disk");
            other.createStatement().execute("ROLLBACK");
        }
        guard.await(
                "the commit",
                () -> guard.ask(new Request.Why(OFFENDER), WhyReport.class).strikes().size() == 2);
        assertEquals(1, bans().length);
        assertTrue(guard.ask(new Request.Status(), StatusReport.class).guarding());
    }

    @Test
    void aStormHoldsItsBansBackAndSaysSoAlsoAfterARestart() throws IOException {
        guard.with("[storm]\noffenders = 3\n").start();
        Instant time = now();
        for (int micros = 0; micros < 10; micros++) {
            String client = "198.51.100." + (1 + micros % 5);
            guard.log(
                    TestingEntry.postfix(
                            time.plus(micros, ChronoUnit.MICROS),
                            "NOQUEUE: reject: RCPT from unknown[%1$s]: 450 4.7.25 Client host rejected: cannot find your hostname, [%1$s]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>"
                                    .formatted(client)));
        }
        ban(OFFENDER);
        assertStorm(guard.judged());
        assertEquals(OFFENDER, bans()[0].offender(), "another kind is not slowed");
        WhyReport why = guard.ask(new Request.Why("198.51.100.5"), WhyReport.class);
        assertEquals(
                "held back: storm of rcpt-no-reverse-dns, would have banned",
                why.strikes().getFirst().verdict());
        guard.stop();
        guard.start();
        assertStorm(guard.ask(new Request.Status(), StatusReport.class));
    }

    private static void assertStorm(StatusReport status) {
        assertEquals(1, status.bans().expected());
        assertTrue(
                status.warnings().stream()
                        .anyMatch(
                                warning ->
                                        warning.startsWith("storm of rcpt-no-reverse-dns since ")
                                                && warning.contains("5 bans are held back")),
                status.warnings().toString());
        assertTrue(status.guarding(), "it guards, but for that");
    }

    @Test
    void whatIsForgivenStaysSoAfterARestart() throws IOException {
        guard.withRules(" off\n", "\n").start();
        strike(OFFENDER);
        guard.log("9C2F01E0A1B: client=mx.b.example[" + OFFENDER + "]");
        guard.judged();
        guard.stop();
        guard.start();
        strike(OFFENDER);
        assertEquals(0, guard.judged().bans().expected());
        strike(OFFENDER);
        assertEquals(1, guard.judged().bans().expected());
    }

    @Test
    void asShippedNothingIsForgiven() {
        guard.start();
        strike(OFFENDER);
        guard.log("9C2F01E0A1B: client=mx.b.example[" + OFFENDER + "], sasl_method=PLAIN");
        strike(OFFENDER);
        assertEquals(1, guard.judged().bans().expected());
    }

    @Test
    void anObservedJailBansNobody() throws IOException {
        guard.withRules("    maxRetry 2\n", "    maxRetry 2\n    observe\n").start();
        ban(OFFENDER);
        StatusReport status = guard.judged();
        assertEquals(0, status.bans().expected());
        assertEquals(2, status.rules().get("lost-connection"));
        assertTrue(status.warnings().contains("'postfix' only observes: it bans nobody"));
        WhyReport why = guard.ask(new Request.Why(OFFENDER), WhyReport.class);
        assertEquals("observed: would have banned", why.strikes().getFirst().verdict());
    }

    private void assertRefused(String address, String sentence) {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () ->
                                guard.ask(
                                        new Request.Ban(address, null, null, false),
                                        BanReply.class));
        assertEquals(Refusal.Kind.BAD_INPUT, refusal.kind());
        assertTrue(refusal.getMessage().startsWith(sentence), refusal.getMessage());
    }

    private static List<String> alarms(StatusReport status) {
        return status.warnings().stream()
                .filter(line -> line.contains("of banned clients"))
                .toList();
    }

    private BanReport[] bans() {
        return guard.ask(new Request.Bans(false), BanReport[].class);
    }

    private void ban(String address) {
        TestingDaemon.twoStrikes(address).forEach(guard::log);
    }

    private void strike(String address) {
        guard.log("lost connection after AUTH from unknown[" + address + "]");
    }

    private boolean kernelHolds(String element) {
        return guard.command("nft", "list", "table", "inet", "postwarden").contains(element + " ");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
