package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Firewall;
import postwarden.Friends;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.Tally;
import postwarden.Trust;
import postwarden.engine.Warden;
import postwarden.firewall.Firewalls;
import postwarden.testing.Entries;
import postwarden.testing.TestingFirewall;
import postwarden.testing.TestingRuleBook;

/** Which entries are new connections of the banned, and which are not. */
class LeaksTest {
    private static final Instant START = Entries.hour(1);
    private static final int OWNER = 103;
    private static final String SMTPD = "connect from unknown[203.0.113.9]";
    private static final String POSTSCREEN = "CONNECT from [203.0.113.9]:4711 to [192.0.2.1]:25";
    private static final Friends NOBODY = network -> Optional.empty();

    private final Warden warden =
            new Warden(
                    TestingRuleBook.of(Policy.DEFAULT),
                    new Trust.Owner(OWNER),
                    OffenderSize.DEFAULT,
                    StormBrake.DEFAULT,
                    Optional.empty(),
                    10);

    private Leaks leaks = leaks(new TestingFirewall(), Set.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # identifier           | message                                                | alarm
                    postfix/smtpd          | connect from unknown[203.0.113.9]                      | yes
                    postfix/smtpd          | connect from mail.example.org[203.0.113.9]:40312       | yes
                    postfix/submission/smtpd | connect from unknown[203.0.113.9]                    | yes
                    postfix/smtpd          | connect from unknown[2001:db8:1:2::77]                 | yes
                    postfix/smtpd          | connect from unknown[198.51.100.77]                    | yes
                    postfix/smtpd          | connect from unknown[64:ff9b::c612:1]                  | yes
                    postfix/postscreen     | CONNECT from [203.0.113.9]:40312 to [192.0.2.1]:25     | yes
                    postfix/smtpd          | connect from unknown[203.0.113.10]                     | no
                    postfix/smtpd          | connect from unknown[64:ff9b::cb00:7109]               | no
                    postfix/smtpd          | lost connection after AUTH from unknown[203.0.113.9]   | no
                    postfix/smtpd          | disconnect from unknown[203.0.113.9] ehlo=1 commands=1 | no
                    postfix/smtpd          | connect from unknown[unknown]                          | no
                    postfix/smtpd          | connect from [203.0.113.9]                             | no
                    postfix/smtpd          | connect from a[203.0.113.9] b[203.0.113.9]             | no
                    postfix/smtpd          | connect from unknown[203.0.113.9] and more             | no
                    postfix/smtp           | connect from unknown[203.0.113.9]                      | no
                    postfix/smtpd          | CONNECT from [203.0.113.9]:40312 to [192.0.2.1]:25     | no
                    postfix/postscreen     | DISCONNECT [203.0.113.9]:40312                         | no
                    """)
    void onlyTheFirstEntryOfAConnectionTells(String identifier, String message, String alarm) {
        ban("203.0.113.9", false);
        ban("2001:db8:1:2::/64", false);
        ban("198.51.100.0/24", false);
        ban("198.18.0.1", true);
        assertEquals(alarm.equals("yes"), isAlarm(identifier, message, 60));
    }

    @Test
    void aBanNeedsToHaveBeenInForceForFiveSeconds() {
        ban("203.0.113.9", false);
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 1));
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 4));
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 5));
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 3595), "it is about to end");
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 3601));
    }

    @Test
    void behindPostscreenSmtpdHearsOfAClientLate() {
        ban("203.0.113.9", false);
        assertTrue(isAlarm("postfix/postscreen", POSTSCREEN, 10));
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 50));
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 70));
    }

    @Test
    void whatWasNotKnownToBeInForceIsNoAlarm() {
        ban("203.0.113.9", false);
        leaks.begin(START.plusSeconds(100), false);
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 103));
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 106));
    }

    @Test
    void friendsAreLetThrough() {
        ban("203.0.113.9", false);
        look(
                entry("postfix/smtpd", SMTPD, 60, OWNER, "postfix.service"),
                network -> Optional.of(new Friends.Friend(network, "a friend")));
        assertEquals(Optional.empty(), leaks.warning());
    }

    @Test
    void onlyWhomAJailBelievesIsHeard() {
        ban("203.0.113.9", false);
        look(entry("postfix/smtpd", SMTPD, 60, 1000, "postfix.service"), NOBODY);
        look(entry("postfix/smtpd", SMTPD, 60, OWNER, "cron.service"), NOBODY);
        assertEquals(Optional.empty(), leaks.warning());
    }

    @Test
    void withPortsOnlyWhatCannotBeAnotherPortIsAnAlarm() {
        ban("203.0.113.9", false);
        leaks = leaks(new TestingFirewall(), Set.of(25));
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 60), "it may be another port");
        assertTrue(isAlarm("postfix/postscreen", POSTSCREEN, 60));
        leaks = leaks(new TestingFirewall(), Set.of(465, 587));
        assertFalse(isAlarm("postfix/postscreen", POSTSCREEN, 60));
        leaks = leaks(new TestingFirewall(), Set.of(25, 465, 587, 993));
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 60));
    }

    @Test
    void nothingIsExpectedOfNoFirewall() {
        ban("203.0.113.9", false);
        leaks = leaks(Firewalls.open("none", Set.of(), OffenderSize.DEFAULT), Set.of());
        assertFalse(isAlarm("postfix/smtpd", SMTPD, 60));
    }

    @Test
    void connectionsAreCountedAndForgottenAfterADay() {
        ban("203.0.113.9", false);
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 60));
        assertTrue(isAlarm("postfix/smtpd", SMTPD, 61));
        String warning = leaks.warning().orElseThrow();
        assertTrue(warning.startsWith("2 new connections of banned clients"), warning);
        assertTrue(warning.contains("203.0.113.9"), warning);
        leaks.begin(START.plus(Duration.ofDays(2)), true);
        assertEquals(Optional.empty(), leaks.warning());
    }

    /** Whether it adds to the warning; as the watch does it, behind the screen. */
    private boolean isAlarm(String identifier, String message, int seconds) {
        Optional<String> before = leaks.warning();
        leaks.begin(START.plusSeconds(seconds), true);
        if (leaks.mayBe(message)) {
            look(entry(identifier, message, seconds, OWNER, "postfix.service"), NOBODY);
        }
        return !leaks.warning().equals(before);
    }

    private void look(Entry entry, Friends friends) {
        leaks.look(
                new Batch(List.of(entry), Optional.empty(), Tally.NONE, Optional.empty(), true),
                friends);
    }

    private static Entry entry(
            String identifier, String message, int seconds, int owner, String unit) {
        return new Entry(
                "s=1",
                START.plusSeconds(seconds),
                Optional.of(unit),
                OptionalInt.of(owner),
                identifier,
                message);
    }

    private Leaks leaks(Firewall firewall, Set<Integer> ports) {
        Leaks fresh = new Leaks(warden, new Enforcement(firewall, warden), ports);
        fresh.begin(START.minusSeconds(60), false);
        return fresh;
    }

    private void ban(String network, boolean translated) {
        warden.accept(
                new Ban(
                        Offender.parse(network).orElseThrow(),
                        START,
                        START.plusSeconds(3600),
                        new Ban.Cause.ByHand("spam", false),
                        translated));
    }
}
