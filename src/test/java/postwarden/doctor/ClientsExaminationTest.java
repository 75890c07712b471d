package postwarden.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Friends;
import postwarden.Network;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.friends.FriendList;
import postwarden.journal.Source;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/** A day of Postfix's entries in a real journal, the shipped rules, and who is named. */
class ClientsExaminationTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final CompiledBook BOOK =
            new Rules(Readers.TOOLS, Optional.of(Path.of("target/rules-cache")))
                    .load(List.of(Path.of("rules/postfix.groovy")));
    private static final String NOBODY =
            "mistakes: whoever was struck within a day has no users here, and nobody looks like"
                    + " monitoring";

    @TempDir private Path directory;
    private final List<TestingEntry> entries = new ArrayList<>();
    private final List<String> friends = new ArrayList<>();
    private long most = ClientsExamination.MOST_ENTRIES;

    @Test
    void usersBehindAStruckAddressAreCounted() {
        strikes("203.0.113.9", 3);
        mail("home[203.0.113.9], sasl_method=PLAIN, sasl_username=alice");
        mail("home[203.0.113.9]:40312, sasl_method=LOGIN, sasl_username=bob, sasl_sender=b@d.test");
        mail("home[203.0.113.9], sasl_method=PLAIN, sasl_username=alice");
        assertEquals(
                List.of(
                        "mistakes: 203.0.113.9 was struck 3 times within a day, and 2 users sent 3"
                                + " mails from it: they share it (NAT?), and a ban shuts out all of"
                                + " them -> ignore.addresses = [\"203.0.113.9\"]"),
                look());
    }

    @Test
    void aSingleUserMayBeAStolenPassword() {
        strikes("203.0.113.9", 300);
        mail("unknown[203.0.113.9], sasl_method=LOGIN, sasl_username=alice");
        assertEquals(
                List.of(
                        "mistakes: 203.0.113.9 was struck 300 times within a day, and 1 user sent 1"
                                + " mail from it: a user with a problem, or a stolen password ->"
                                + " ignore.addresses = [\"203.0.113.9\"]"),
                look());
    }

    @Test
    void usersWithoutAStrikeAreInNoDanger() {
        mail("home[203.0.113.9], sasl_method=PLAIN, sasl_username=alice");
        mail("home[203.0.113.9], sasl_method=PLAIN, sasl_username=bob");
        assertEquals(List.of(NOBODY), look());
    }

    @Test
    void aSenderIsNamedThatBringsMoreMailThanStrikes() {
        strikes("203.0.113.9", 2);
        mails("out.big.example[203.0.113.9]", 3);
        strikes("203.0.113.10", 3);
        mails("spam.example[203.0.113.10]", 3);
        assertEquals(
                List.of(
                        "mistakes: 203.0.113.9 was struck 2 times within a day, and 3 mails from it"
                                + " were accepted: a ban keeps such mail out, too ->"
                                + " ignore.addresses = [\"203.0.113.9\"]"),
                look());
    }

    @Test
    void whoComesAgainAndAgainAndWantsNothingMayBeMonitoring() {
        every(Duration.ofMinutes(5), "lost connection after CONNECT from mon[203.0.113.9]");
        every(Duration.ofMinutes(5), "disconnect from mon[203.0.113.9] commands=0/0");
        every(Duration.ofHours(1), "disconnect from unknown[2001:db8::9] quit=1 commands=1");
        every(
                Duration.ofMinutes(30),
                "disconnect from mon2[203.0.113.10]:4031 ehlo=2 starttls=1 quit=1 commands=4");
        assertEquals(
                List.of(
                        "mistakes: 203.0.113.9 came 288 times in 24 hours of a day and wanted"
                                + " nothing: monitoring? It was struck 288 times ->"
                                + " ignore.addresses = [\"203.0.113.9\"]",
                        "mistakes: 203.0.113.10 came 48 times in 24 hours of a day and wanted"
                                + " nothing: monitoring? It was struck 0 times ->"
                                + " ignore.addresses = [\"203.0.113.10\"]",
                        "mistakes: 2001:db8::/64 came 24 times in 24 hours of a day and wanted"
                                + " nothing: monitoring? It was struck 0 times ->"
                                + " ignore.addresses = [\"2001:db8::/64\"]"),
                look());
    }

    @Test
    void aProbeThatPostscreenMeetsIsSeen() {
        for (Instant time : times(Duration.ofHours(1))) {
            entries.add(
                    TestingEntry.postfix(
                                    time,
                                    "HANGUP after 0.1 from [203.0.113.9]:40312 in tests before SMTP"
                                            + " handshake")
                            .but("SYSLOG_IDENTIFIER", "postfix/postscreen"));
        }
        assertTrue(look().getFirst().startsWith("mistakes: 203.0.113.9 came 24 times"));
    }

    @Test
    void scannersAndSendersAreNotTakenForMonitoring() {
        for (int i = 0; i < 100; i++) {
            log("disconnect from unknown[203.0.113.1] commands=0/0");
        }
        // by half of the day
        times(Duration.ofMinutes(10)).stream()
                .limit(72)
                .forEach(time -> log(time, "disconnect from x[203.0.113.2] quit=1 commands=1"));
        // by night and by day, but seldom
        every(Duration.ofMinutes(63), "disconnect from x[203.0.113.3] commands=0/0");
        every(Duration.ofMinutes(5), "disconnect from x[203.0.113.4] ehlo=1 auth=0/1 commands=1/2");
        every(
                Duration.ofMinutes(5),
                "disconnect from x[203.0.113.5] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5");
        every(Duration.ofMinutes(5), "disconnect from x[203.0.113.6] unknown=0/1 commands=0/1");
        // mostly silent, but not only
        every(Duration.ofMinutes(5), "disconnect from x[203.0.113.7] commands=0/0");
        log("disconnect from x[203.0.113.7] ehlo=1 vrfy=0/1 quit=1 commands=2/3");
        // Postfix before 3.0 does not count commands
        every(Duration.ofMinutes(5), "disconnect from x[203.0.113.8]");
        assertEquals(List.of(NOBODY), look());
    }

    @Test
    void friendsAreNotNamed() {
        friends.add("203.0.113.0/28");
        strikes("203.0.113.9", 3);
        mail("home[203.0.113.9], sasl_method=PLAIN, sasl_username=alice");
        every(Duration.ofMinutes(5), "disconnect from mon[203.0.113.10] commands=0/0");
        assertEquals(List.of(NOBODY), look());
    }

    @Test
    void neighboursOfAFriendAnswerForThemselves() {
        friends.add("2001:db8::1");
        strikes("2001:db8::9", 1);
        strikes("2001:db8::1", 1);
        mail("home[2001:db8::9], sasl_method=PLAIN, sasl_username=alice");
        mail("home[2001:db8::1], sasl_method=PLAIN, sasl_username=bob");
        List<String> found = look();
        assertEquals(1, found.size(), "" + found);
        assertTrue(found.getFirst().contains("2001:db8::9 was struck 1 time "), "" + found);
        assertTrue(found.getFirst().contains(" 1 user sent 1 mail "), "" + found);
    }

    @Test
    void whatPostfixItselfDidNotWriteCountsForNothing() {
        strikes("203.0.113.9", 3);
        String sent = "9C2F01E0A1B: client=x[203.0.113.9], sasl_method=PLAIN, sasl_username=alice";
        TestingEntry entry = TestingEntry.postfix(NOW.minusSeconds(9), sent);
        entries.add(entry.but("_UID", "1000"));
        entries.add(entry.but("_SYSTEMD_UNIT", "user@1000.service"));
        entries.add(entry.but("SYSLOG_IDENTIFIER", "postfix/smtp"));
        // The client's own words, behind its address.
        log("warning: non-SMTP command from x[198.51.100.1]: " + sent);
        log("NOQUEUE: reject: VRFY from x[198.51.100.1]: 550 5.1.1 <9C2F: client=x[203.0.113.9]>");
        mail("localhost[127.0.0.1], orig_queue_id=4Tz1Yk3m9Qz2Xd, orig_client=x[203.0.113.9]");
        assertEquals(List.of(NOBODY), look());
    }

    @Test
    void onlyTheLastDayCounts() {
        strikes("203.0.113.9", 3);
        log(
                NOW.minus(DAY).minusSeconds(60),
                "9C2F01E0A1B: client=x[203.0.113.9], sasl_method=PLAIN, sasl_username=alice");
        assertEquals(List.of(NOBODY), look());
    }

    @Test
    void tenAreNamedThoseWithMostUsersFirst() {
        for (int i = 1; i <= 13; i++) {
            String address = "203.0.113." + i;
            strikes(address, 1);
            for (int user = 0; user < i; user++) {
                mail("x[" + address + "], sasl_method=PLAIN, sasl_username=user" + user);
            }
        }
        List<String> found = look();
        assertEquals(11, found.size());
        assertTrue(found.getFirst().contains("203.0.113.13 was"), found.getFirst());
        assertTrue(found.getFirst().contains("13 users"), found.getFirst());
        assertEquals(
                "mistakes: and 3 more like these -> postwarden replay --since 1d", found.getLast());
    }

    @Test
    void ofTooManyEntriesTheFirstAreLookedAtAndThatIsSaid() {
        most = 2048;
        every(Duration.ofSeconds(30), "disconnect from mon[203.0.113.9] commands=0/0");
        List<String> found = look();
        assertTrue(
                found.getFirst().contains("203.0.113.9 came 2048 times in 18 hours"), "" + found);
        assertEquals(
                "mistakes: of a day's entries the first 2048 were looked at, up to 2026-11-24T05",
                found.getLast().substring(0, found.getLast().indexOf(':', 20)));
    }

    private void strikes(String address, int count) {
        for (int i = 0; i < count; i++) {
            log("lost connection after AUTH from unknown[" + address + "]");
        }
    }

    private void mails(String client, int count) {
        for (int i = 0; i < count; i++) {
            mail(client);
        }
    }

    private void mail(String client) {
        log("9C2F01E0A1B: client=" + client);
    }

    private void every(Duration pause, String message) {
        times(pause).forEach(time -> log(time, message));
    }

    /** From the day's beginning on. */
    private static List<Instant> times(Duration pause) {
        List<Instant> times = new ArrayList<>();
        Instant first = NOW.minus(DAY).plusSeconds(1);
        for (Instant time = first; time.isBefore(NOW); time = time.plus(pause)) {
            times.add(time);
        }
        return times;
    }

    private void log(String message) {
        log(NOW.minusSeconds(60), message);
    }

    private void log(Instant time, String message) {
        entries.add(TestingEntry.postfix(time, message));
    }

    private List<String> look() {
        Path file = TestingJournal.write(directory.resolve("a.journal"), entries);
        FriendList list =
                new FriendList(
                        friends.stream()
                                .map(each -> Network.parse(each).orElseThrow())
                                .map(each -> new Friends.Friend(each, "allow list"))
                                .toList());
        return new ClientsExamination(
                        new Source.Files(List.of(file)),
                        BOOK,
                        Believed.owner(BOOK, TestingEntry.OWNER),
                        Settings.defaults(),
                        list,
                        NOW,
                        most)
                .look().stream()
                        .map(
                                each ->
                                        each.subject()
                                                + ": "
                                                + each.finding()
                                                + each.remedy()
                                                        .map(remedy -> " -> " + remedy)
                                                        .orElse(""))
                        .toList();
    }
}
