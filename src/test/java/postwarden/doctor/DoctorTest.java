package postwarden.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Address;
import postwarden.doctor.Diagnosis.Health;
import postwarden.friends.Postconf;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingPostconf;

/** One thing is wrong at a time, and that is what is said. */
class DoctorTest {
    @TempDir private Path directory;
    private final Map<String, String> postfix = new HashMap<>();
    private Optional<ServiceUser> service = Optional.empty();
    private TestingDaemon guard;

    private record TestingNames(Map<String, List<String>> exchangers, Map<String, String> addresses)
            implements Names {
        @Override
        public List<String> exchangers(String domain) {
            return exchangers.getOrDefault(domain, List.of());
        }

        @Override
        public List<Address> addresses(String host) {
            return Optional.ofNullable(addresses.get(host)).flatMap(Address::parse).stream()
                    .toList();
        }
    }

    @BeforeEach
    void open() throws IOException {
        guard = new TestingDaemon(directory);
        for (String parameter :
                List.of(
                        "multi_instance_directories",
                        "maillog_file",
                        "relayhost",
                        "mydomain",
                        "mydestination",
                        "virtual_mailbox_domains",
                        "smtpd_authorized_xclient_hosts",
                        "smtpd_authorized_xforward_hosts",
                        "smtpd_upstream_proxy_protocol",
                        "postscreen_upstream_proxy_protocol")) {
            set(parameter, "");
        }
        guard.log("connect from unknown[203.0.113.9]");
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void whereAllIsWellNothingIsWrong() {
        guard.start();
        TestingDaemon.twoStrikes("203.0.113.9").forEach(guard::log);
        guard.judged();
        List<Diagnosis> found = examine();
        assertEquals(List.of(), of(Health.WRONG, found));
        assertEquals(
                List.of(
                        "rules",
                        "journal",
                        "postfix",
                        "ledger",
                        "time",
                        "daemon",
                        "firewall",
                        "friends",
                        "mistakes"),
                found.stream().map(Diagnosis::subject).distinct().toList());
        assertTrue(
                of(Health.OK, found).contains("firewall: nftables enforces 1 of 1 bans"),
                "" + found);
    }

    @Test
    void withoutTheDaemonItIsSaidAndWhichFirewallWouldWork() {
        List<Diagnosis> found = examine();
        assertEquals(1, of(Health.WRONG, found).size(), "" + found);
        assertTrue(of(Health.WRONG, found).getFirst().contains("no daemon answers"), "" + found);
        assertTrue(of(Health.OK, found).contains("firewall: would be nftables"), "" + found);
        assertTrue(of(Health.DOUBTFUL, found).toString().contains("ledger.db is not there yet"));
    }

    @Test
    void aPostfixThatLogsToAFileIsWrong() {
        guard.start();
        set("maillog_file", "/var/log/maillog");
        assertEquals(
                List.of("postfix: it logs to /var/log/maillog, and not to the journal"), wrong());
    }

    @Test
    void aHostWithoutPostfixIsWrong() {
        guard.start();
        assertEquals(
                List.of("postfix: the program postconf is not here"),
                of(Health.WRONG, examine(Optional.empty(), new TestingNames(Map.of(), Map.of()))));
    }

    @Test
    void aUserThatIsNotThereIsWrong() throws IOException {
        guard.withRules("user '" + TestingEntry.OWNER + "'", "user 'nobody-of-that-name'");
        guard.start();
        assertTrue(
                wrong().contains(
                                "postfix: there is no user 'nobody-of-that-name': its entries are"
                                        + " not judged"),
                "" + wrong());
    }

    @Test
    void aUnitWithoutEntriesIsWrong() throws IOException {
        guard.withRules("unit 'postfix.service'", "unit 'exim.service'");
        guard.start();
        assertTrue(
                wrong().stream().anyMatch(each -> each.startsWith("journal: it holds no entry of")),
                "" + wrong());
    }

    @Test
    void entriesThatJournaldDroppedAreWrong() {
        guard.log(
                TestingEntry.bare(now())
                        .with("_TRANSPORT", "driver")
                        .with("MESSAGE_ID", "a596d6fe7bfa4994828e72309e95d61e")
                        .with("MESSAGE", "Suppressed 12 messages from postfix.service"));
        guard.start();
        guard.await("the entry", () -> !wrong().isEmpty());
        assertEquals(
                List.of(
                        "journal: journald dropped 12 entries of postfix.service within a day, by"
                                + " its rate limit"),
                wrong());
    }

    @Test
    void anEntryFromTheFutureIsWrong() {
        guard.start();
        guard.log(postfix(now().plusSeconds(3600), "connect from unknown[203.0.113.9]"));
        guard.judged();
        assertEquals(1, wrong().size(), "" + wrong());
        assertTrue(wrong().getFirst().endsWith("which is yet to come"), "" + wrong());
    }

    @Test
    void aJournalThatIsNotThereIsWrong() throws IOException {
        guard.start();
        guard.with("[journal]\ndirectory = \"/nonexistent\"\n");
        assertEquals(
                List.of("journal: the journal directory /nonexistent does not exist"), wrong());
    }

    @Test
    void brokenRulesAreWrong() throws IOException {
        guard.start();
        Files.writeString(directory.resolve("rules/postfix.groovy"), "jail(");
        assertTrue(wrong().getFirst().startsWith("rules: [postfix] in "), "" + wrong());
    }

    @Test
    void aDamagedLedgerIsWrong() throws IOException {
        Files.writeString(directory.resolve("ledger.db"), "no ledger".repeat(999));
        assertTrue(wrong().stream().anyMatch(each -> each.startsWith("ledger: ")), "" + wrong());
    }

    @Test
    void whoCouldBeBannedByMistakeIsNamed() {
        set("relayhost", "[relay.example.net]:587");
        set("mydestination", "mx.example.org, localhost, example.org");
        set("smtpd_authorized_xclient_hosts", "198.51.100.0/28, !198.51.100.1, 192.0.2.5");
        set("smtpd_upstream_proxy_protocol", "haproxy");
        Names names =
                new TestingNames(
                        Map.of("example.org", List.of("mx.example.org", "mx2.example.org")),
                        Map.of(
                                "relay.example.net", "203.0.113.25",
                                "mx.example.org", "192.0.2.1",
                                "mx2.example.org", "2001:db8::25"));
        guard.start();
        List<String> doubtful =
                of(Health.DOUBTFUL, examine(Optional.of(postconf()), names)).stream()
                        .filter(each -> each.startsWith("mistakes: "))
                        .map(each -> each.substring("mistakes: ".length()).replaceFirst(": .*", ""))
                        .toList();
        // 192.0.2.0/24 is on the allow list.
        assertEquals(
                List.of(
                        "relay.example.net (203.0.113.25) is the relay host",
                        "mx2.example.org (2001:db8::25) is a mail exchanger of example.org",
                        "198.51.100.0/28 is a proxy in front of Postfix",
                        "a proxy stands in front of Postfix (PROXY protocol)"),
                doubtful);
    }

    @Test
    void aRelayWithoutBracketsIsAskedForItsExchangers() {
        set("relayhost", "isp.example:25");
        Names names =
                new TestingNames(
                        Map.of("isp.example", List.of("out.isp.example")),
                        Map.of("out.isp.example", "203.0.113.25"));
        List<String> doubtful = of(Health.DOUBTFUL, examine(Optional.of(postconf()), names));
        assertTrue(
                doubtful.toString().contains("out.isp.example (203.0.113.25) is the relay host"),
                "" + doubtful);
    }

    @Test
    void whoSharesAnAddressAndWhoMonitorsIsNamed() {
        for (int hour = 24; hour > 0; hour--) {
            guard.log(
                    postfix(
                            now().minusSeconds(hour * 3600L - 60),
                            "disconnect from mon[203.0.113.25] quit=1 commands=1"));
        }
        for (String client : List.of("203.0.113.9", "192.0.2.9")) {
            TestingDaemon.twoStrikes(client).forEach(guard::log);
            guard.log("9C2F: client=x[" + client + "], sasl_method=PLAIN, sasl_username=alice");
        }
        guard.start();
        guard.judged();
        List<String> doubtful =
                of(Health.DOUBTFUL, examine()).stream()
                        .filter(each -> each.startsWith("mistakes: "))
                        .map(each -> each.replaceFirst(",? (and|in) .*", ""))
                        .toList();
        // 192.0.2.0/24 is on the allow list.
        assertEquals(
                List.of(
                        "mistakes: 203.0.113.9 was struck 2 times within a day",
                        "mistakes: 203.0.113.25 came 24 times"),
                doubtful);
    }

    @Test
    void aServiceWhoseUserMayNotReadIsWrong() {
        guard.start();
        service = Optional.of(new ServiceUser("64123", List.of("64123"), Optional.empty()));
        assertTrue(wrong().getFirst().startsWith("service: its user '64123' may not read"));
    }

    private void set(String parameter, String value) {
        postfix.put("-xh " + parameter, value);
    }

    private Postconf postconf() {
        return TestingPostconf.of(directory, postfix);
    }

    private List<String> wrong() {
        return of(Health.WRONG, examine());
    }

    private List<Diagnosis> examine() {
        return examine(Optional.of(postconf()), new TestingNames(Map.of(), Map.of()));
    }

    private List<Diagnosis> examine(Optional<Postconf> postconf, Names names) {
        return new Doctor(
                        guard.settings(),
                        guard.configuration(),
                        TestingDaemon.rules(),
                        new Host(postconf, names, service),
                        Instant::now)
                .examine();
    }

    private static List<String> of(Health health, List<Diagnosis> found) {
        return found.stream()
                .filter(each -> each.health() == health)
                .map(each -> each.subject() + ": " + each.finding())
                .toList();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
