package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Ban;
import postwarden.Refusal;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.control.BanReport;
import postwarden.control.ControlClient;
import postwarden.control.ReloadReply;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;

/** Rules and settings are taken up while the daemon guards, whole or not at all. */
class ReloadTest {
    private static final String OFFENDER = "203.0.113.9";

    @TempDir private Path directory;
    private TestingDaemon guard;
    private Path rules;
    private Path configuration;

    @BeforeEach
    void open() throws IOException {
        guard = new TestingDaemon(directory);
        rules = directory.resolve("rules/postfix.groovy");
        configuration = guard.configuration();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void strikesCountOnUnderTheNewPolicy() throws IOException {
        guard.start();
        strike(OFFENDER);
        judged(1);
        edit(rules, "maxRetry 2", "maxRetry 4");
        ReloadReply reply = reload();
        assertTrue(reply.taken(), reply.toString());
        assertEquals(ReloadReply.Changes.NONE, reply.rules());
        assertEquals(
                new ReloadReply.Changes(List.of(), List.of(), List.of("postfix")), reply.jails());
        strike(OFFENDER);
        strike(OFFENDER);
        assertEquals(0, judged(3).bans().expected());
        assertEquals(new Verdict.Counted(3, 4), last().verdict());
        edit(rules, "maxRetry 4", "maxRetry 2");
        reload();
        strike(OFFENDER);
        StatusReport status = judged(4);
        assertEquals(new StatusReport.Bans(1, 1), status.bans());
        assertEquals(4, status.strikes(), "the counts go on");
        Verdict.Banned banned = assertInstanceOf(Verdict.Banned.class, last().verdict());
        assertEquals(
                last().strike().time(),
                banned.ban().start(),
                "the policy of today does not reach back");
    }

    @Test
    void aWindowThatGrewIsFoundAgainInTheLedger() throws IOException {
        edit(rules, "maxRetry 2", "maxRetry 3");
        edit(rules, "findTime 24.hours", "findTime 1.hours");
        guard.start();
        guard.log("connect from unknown[" + OFFENDER + "]");
        guard.judged(); // from here on it reads in the journal's order, whatever the time
        for (int hours : List.of(20, 2)) {
            strikeAgo(Duration.ofHours(hours));
        }
        // The window in memory is trimmed to an hour now.
        strikeAgo(Duration.ZERO);
        judged(3);
        assertEquals(new Verdict.Counted(1, 3), last().verdict());
        edit(rules, "findTime 1.hours", "findTime 24.hours");
        reload();
        strike(OFFENDER);
        judged(4);
        Verdict.Banned banned = assertInstanceOf(Verdict.Banned.class, last().verdict());
        assertEquals(4, ((Ban.Cause.Strikes) banned.ban().cause()).count(), "all four count");
    }

    @Test
    void rulesThatCameWentAndChangedAreNamed() throws IOException {
        guard.start();
        ReloadReply none = reload();
        assertEquals(
                new ReloadReply(
                        true,
                        ReloadReply.Changes.NONE,
                        ReloadReply.Changes.NONE,
                        List.of(),
                        List.of(),
                        0,
                        List.of(),
                        null),
                none);
        edit(rules, "rule('lost-connection')", "rule('connection-lost')");
        edit(rules, "The name in HELO does not exist.", "The name in HELO is none.");
        ReloadReply reply = reload();
        assertEquals(
                new ReloadReply.Changes(
                        List.of("connection-lost"),
                        List.of("lost-connection"),
                        List.of("rcpt-helo-not-found")),
                reply.rules());
        assertEquals(ReloadReply.Changes.NONE, reply.jails());
        strike(OFFENDER);
        assertEquals(1, judged(1).rules().get("connection-lost"));
    }

    @Test
    void aBrokenRuleFileChangesNothingAndIsWarnedOfUntilItIsMended() throws IOException {
        guard.start();
        edit(rules, "maxRetry 2", "maxRety 2");
        ReloadReply reply = reload();
        assertFalse(reply.taken());
        assertEquals(Refusal.Kind.BAD_INPUT, reply.refused());
        assertTrue(
                reply.findings().getFirst().contains("did you mean 'maxRetry'?"),
                reply.findings().toString());
        assertTrue(reply.findings().getFirst().startsWith(rules + ":"), "with its place");
        assertTrue(warns("did you mean 'maxRetry'?"));
        strike(OFFENDER);
        strike(OFFENDER);
        assertEquals(1, judged(2).bans().enforced(), "the old rules guard");
        assertTrue(warns("did you mean 'maxRetry'?"), "still");
        edit(rules, "maxRety 2", "maxRetry 2");
        assertTrue(reload().taken());
        assertFalse(warns("did you mean"));
    }

    @Test
    void aBrokenConfigurationChangesNothing() throws IOException {
        guard.start();
        edit(configuration, "[ignore]", "[ignore]\nself = 7");
        edit(rules, "maxRetry 2", "maxRetry 1");
        ReloadReply reply = reloadWithoutReading();
        assertEquals(Refusal.Kind.BAD_CONFIGURATION, reply.refused());
        assertTrue(
                reply.findings().getFirst().contains("ignore.self is true or false"),
                reply.findings().toString());
        strike(OFFENDER);
        guard.await("the verdict", () -> guard.judgements().size() == 1);
        assertEquals(new Verdict.Counted(1, 2), last().verdict(), "the rules wait for it, too");
        assertTrue(warns("ignore.self is true or false"));
        edit(configuration, "self = 7", "self = true");
        assertTrue(reload().taken());
        strike(OFFENDER);
        assertEquals(1, judged(2).bans().expected());
        assertEquals(List.of(), status().warnings());
    }

    @Test
    void aSavedFileIsTakenUpByItself() throws IOException {
        guard.takingUpSaves().start();
        edit(rules, "rule('lost-connection')", "rule('connection-lost')");
        guard.await("the new rule", () -> status().rules().containsKey("connection-lost"));
        edit(rules, "maxRetry 2", "maxRety 2");
        guard.await("the warning", () -> warns("did you mean 'maxRetry'?"));
        edit(rules, "maxRety 2", "maxRetry 2");
        guard.await("the mending", () -> !warns("did you mean 'maxRetry'?"));
        Files.createDirectory(directory.resolve("postwarden.toml.d"));
        Files.writeString(
                directory.resolve("postwarden.toml.d/a.toml"), "[rules]\nenable = [\"nosuch\"]\n");
        guard.await("the file that is not there", () -> warns("there is no such file"));
        Files.copy(rules, directory.resolve("rules/nosuch.groovy"));
        guard.await("the file that came", () -> !warns("there is no such file"));
    }

    @Test
    void bansOfAJailThatVanishedRunOutUnlessTheyAreDropped() throws IOException {
        guard.start();
        for (String address : List.of(OFFENDER, "198.51.100.7", "198.51.100.8")) {
            strike(address);
            strike(address);
        }
        judged(6);
        guard.ask(new Request.Ban("198.51.100.8", "1h", "spam", false), Object.class);
        guard.ask(new Request.Ban("198.51.100.9", "1h", "spam", false), Object.class);
        edit(rules, "jail('postfix')", "jail('mail')");
        ReloadReply reply = reload();
        assertEquals(
                new ReloadReply.Changes(List.of("mail"), List.of("postfix"), List.of()),
                reply.jails());
        assertEquals(0, reply.lifted());
        assertEquals(4, status().bans().enforced());
        ReloadReply drop = guard.ask(new Request.Reload(true), ReloadReply.class);
        assertEquals(2, drop.lifted());
        assertEquals(
                List.of("198.51.100.8", "198.51.100.9"),
                Arrays.stream(guard.ask(new Request.Bans(false), BanReport[].class))
                        .map(BanReport::offender)
                        .distinct()
                        .sorted()
                        .toList(),
                "whom a hand has banned stays");
        assertEquals(2, status().bans().enforced());
    }

    @Test
    void settingsAreTakenUpOrTakeARestartAndAreNamed() throws IOException {
        guard.start();
        edit(configuration, "[\"127.0.0.0/8\"", "[\"203.0.113.0/24\", \"127.0.0.0/8\"");
        edit(configuration, "[firewall]", "[firewall]\nports = [25]");
        edit(configuration, "/ledger.db\"", "/ledger.db\"\nhistory = \"30d\"");
        ReloadReply reply = reload();
        assertEquals(List.of("ledger.history", "ignore.addresses"), reply.settings());
        assertEquals(List.of("firewall.ports"), reply.restart());
        assertTrue(warns("firewall.ports was changed: that takes a restart"));
        strike(OFFENDER);
        judged(1);
        assertInstanceOf(Verdict.Spared.class, last().verdict());
        String friends = guard.command("nft", "list", "set", "inet", "postwarden", "friends4");
        assertTrue(friends.contains("203.0.113.0/24"), friends);
        edit(configuration, "ports = [25]", "ports = \"all\"");
        assertEquals(List.of(), reload().restart());
        assertFalse(warns("firewall.ports"));
    }

    @Test
    void otherUsersAndUnitsAreWatchedFromThenOnAndNothingIsLost() throws IOException {
        guard.start();
        strike(OFFENDER);
        judged(1);
        edit(rules, "user '" + TestingEntry.OWNER + "'", "user '" + TestingEntry.OWNER + "', '77'");
        edit(rules, "unit 'postfix.service'", "unit 'relay.service', 'postfix.service'");
        assertTrue(reload().taken());
        guard.log(postfix(now()).but("_UID", "77").but("_SYSTEMD_UNIT", "relay.service"));
        judged(2);
        assertInstanceOf(Verdict.Banned.class, last().verdict());
    }

    @Test
    void aBatchThatIsNotCommittedIsJudgedOnceAndByTheNewBook() throws Exception {
        guard.start();
        strike(OFFENDER);
        judged(1);
        try (Connection other = ledger()) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            strike(OFFENDER);
            guard.await("the trouble to be known", () -> warns("ledger: "));
            assertTrue(kernelHolds(OFFENDER));
            edit(rules, "maxRetry 2", "maxRetry 3");
            edit(rules, "rule('lost-connection')", "rule('connection-lost')");
            assertTrue(reload().taken());
            other.createStatement().execute("ROLLBACK");
        }
        judged(2);
        assertEquals("connection-lost", last().strike().rule());
        assertEquals(new Verdict.Counted(2, 3), last().verdict());
        guard.await("the kernel to be told", () -> !kernelHolds(OFFENDER));
    }

    @Test
    void aHangupIsAReload() throws Exception {
        Path log = directory.resolve("daemon.log");
        Process process = guard.process(TestingDaemon.program(configuration, log));
        try {
            guard.await("guarding", () -> text(log).contains("guarding"));
            hangUp(process);
            guard.await("the reload", () -> text(log).contains("caller=SIGHUP"));
            assertTrue(text(log).contains("reloaded: nothing changed"), text(log));
            edit(rules, "maxRetry 2", "maxRety 2");
            hangUp(process);
            guard.await("the refusal", () -> text(log).contains("did you mean 'maxRetry'?"));
            assertTrue(process.isAlive());
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void hangUp(Process process) throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    /** So many strikes in all, and everything written so far. */
    private StatusReport judged(int strikes) {
        guard.await("the verdicts", () -> guard.judgements().size() >= strikes);
        StatusReport status = guard.judged();
        assertEquals(strikes, guard.judgements().size());
        return status;
    }

    private ReloadReply reload() {
        return guard.ask(new Request.Reload(false), ReloadReply.class);
    }

    /** The client would refuse the configuration itself. */
    private ReloadReply reloadWithoutReading() {
        return new ControlClient(directory.resolve("control.sock"))
                .ask(new Request.Reload(false), ReloadReply.class);
    }

    private StatusReport status() {
        return new ControlClient(directory.resolve("control.sock"))
                .ask(new Request.Status(), StatusReport.class);
    }

    private boolean warns(String words) {
        return status().warnings().stream().anyMatch(warning -> warning.contains(words));
    }

    private Judgement last() {
        return guard.judgements().getLast();
    }

    private boolean kernelHolds(String element) {
        return guard.command("nft", "list", "table", "inet", "postwarden").contains(element + " ");
    }

    private void strike(String address) {
        guard.log("lost connection after AUTH from unknown[" + address + "]");
    }

    private void strikeAgo(Duration ago) {
        guard.log(postfix(now().minus(ago)));
    }

    private static TestingEntry postfix(Instant time) {
        return TestingEntry.postfix(
                time, "lost connection after AUTH from unknown[" + OFFENDER + "]");
    }

    private Connection ledger() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** As editors do it: a new file, moved into the old one's place. */
    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        Path written = Files.writeString(file.resolveSibling("written"), text.replace(from, to));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
