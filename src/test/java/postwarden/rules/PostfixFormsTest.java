package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.UnitGlob;

/**
 * The kinds of rejection in all that Postfix 2.10 to 3.11 may put around their text: queue ids,
 * stages, names, addresses, ports, codes, soft_bounce, tails; cut wherever it may be cut.
 */
class PostfixFormsTest {
    private static final List<String> QUEUE_IDS =
            List.of("NOQUEUE", "9C2F01E0A1B", "4Tz1Yk3m9Qz2Xd", "3yZ0000000000Bd");
    private static final List<String> NAMES =
            List.of("unknown", "mx.b.example", "203.0.113.250.b.example", "xn--jrgen-kva.example");

    /** As Postfix writes it, and the offender's address. */
    private static final List<String> ADDRESSES =
            List.of(
                    "203.0.113.9 203.0.113.9",
                    "2001:db8:5:6::7 2001:db8:5:6::7",
                    "::ffff:203.0.113.9 203.0.113.9");

    private static final List<String> PROGRAMS =
            List.of(
                    "postfix/smtpd",
                    "postfix/submission/smtpd",
                    "postfix/smtps/smtpd",
                    "postfix/submissions/smtpd",
                    "postfix-out/smtpd",
                    "postfix-example.com/smtpd",
                    "postfix-example.com/submission/smtpd");

    /** The last: since 3.10, of a client that is not logged in. */
    private static final List<String> TAILS =
            List.of(
                    "; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>",
                    "; from=<> to=<c@d.example> proto=SMTP",
                    "; from=<a@b.example> to=<\"c d\"@d.example> proto=ESMTP helo=<[192.0.2.7]>",
                    "; from=<用户@例え.example> to=<jürgen@d.example> proto=ESMTP helo=<x:y,z/=>",
                    "; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e> sasl_sender=a@b");

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // rule | stages | codes | text
                "rcpt-no-reverse-dns|CONNECT HELO EHLO MAIL RCPT DATA BDAT END-OF-MESSAGE VRFY ETRN|450 4.7.1,450 4.7.25,550 5.7.1,550 5.7.25,454 4.7.25|Client host rejected: cannot find your hostname, [A]",
                "rcpt-no-reverse-dns|CONNECT MAIL RCPT|450 4.7.1,550 5.7.1,450 4.7.25|Client host rejected: cannot find your reverse hostname, [A]",
                "rcpt-helo-not-found|HELO EHLO MAIL RCPT DATA|450 4.7.1,550 5.7.1,504 5.7.1|<nosuch.example>: Helo command rejected: Host not found",
                "rcpt-dnsbl|CONNECT HELO MAIL RCPT DATA|554 5.7.1,454 4.7.1,550 5.7.1,450 4.7.1|Service unavailable; Client host [A] blocked using bl.example; listed: see https://bl.example/?A",
                "rcpt-dnsbl|RCPT|554 5.7.1,454 4.7.1|Service unavailable; Unverified Client host [mx.b.example] blocked using dbl.example",
                "rcpt-dnsbl|RCPT|554 5.7.1,454 4.7.1|Service unavailable; Helo command [e.example] blocked using dbl.example",
                "rcpt-dnsbl|RCPT MAIL|554 5.7.1,454 4.7.1|Service unavailable; Sender address [\"a]b\"@b.example] blocked using dbl.example",
                "rcpt-dnsbl|RCPT|554 5.7.1,454 4.7.1|Service unavailable; Recipient address [c@d.example] blocked using dbl.example",
                "vrfy-unknown-user|VRFY|550 5.1.1,450 4.1.1,550 5.1.0|<u@d.example>: Recipient address rejected: User unknown in local recipient table",
                "vrfy-unknown-user|VRFY|550 5.1.1,450 4.1.1|<u@d.example>: Recipient address rejected: User unknown in virtual mailbox table",
                "rcpt-malformed-504|HELO EHLO MAIL RCPT DATA|504 5.5.2,450 4.5.2,554 5.5.2|<x>: Helo command rejected: need fully-qualified hostname",
                "rcpt-malformed-504|MAIL RCPT|504 5.5.2,450 4.5.2|<x>: Sender address rejected: need fully-qualified address",
                "rcpt-malformed-504|RCPT VRFY|504 5.5.2,450 4.5.2|<x>: Recipient address rejected: need fully-qualified address",
                "rcpt-relay-denied-554|RCPT DATA|554 5.7.1,454 4.7.1,450 4.7.1|<v@elsewhere.example>: Relay access denied",
                "rcpt-relay-denied-554|RCPT|554 5.7.1|<v@elsewhere.example>: Recipient address rejected: Access denied",
                "rcpt-relay-denied-554|RCPT|554 5.7.1|<mx.b.example[A]>: Client host rejected: Access denied",
            })
    void everyFormOfAKindIsItsRules(String rule, String stages, String codes, String text) {
        int seen = 0;
        for (String stage : stages.split(" ", -1)) {
            for (String code : codes.split(",", -1)) {
                for (String address : ADDRESSES) {
                    for (String entry : entries(stage, code, address, text)) {
                        String program = PROGRAMS.get(seen++ % PROGRAMS.size());
                        assertEquals(
                                rule + " " + address.substring(address.indexOf(' ') + 1),
                                ShippedRules.POSTFIX.verdict(program, entry),
                                entry);
                    }
                }
            }
        }
        assertTrue(seen >= 100, "forms: " + seen);
    }

    /** Each queue id, name, port and tail at least once with each of the others. */
    private static List<String> entries(String stage, String code, String address, String text) {
        String written = address.substring(0, address.indexOf(' '));
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < QUEUE_IDS.size() * TAILS.size(); i++) {
            for (String port : List.of("", ":40312")) {
                entries.add(
                        QUEUE_IDS.get(i % QUEUE_IDS.size())
                                + ": reject: "
                                + stage
                                + " from "
                                + NAMES.get((i + i / NAMES.size()) % NAMES.size())
                                + "["
                                + written
                                + "]"
                                + port
                                + ": "
                                + code
                                + " "
                                + text.replace("A", written).replace(written + "ccess", "Access")
                                + TAILS.get(i % TAILS.size()));
            }
        }
        return entries;
    }

    /** Postfix cuts an entry at 2,000 bytes: somewhere behind its text. */
    @TestFactory
    Stream<DynamicTest> aCutTailChangesNothing() {
        return EntryForm.counted().stream()
                .filter(form -> form.text().contains("; from=<"))
                .map(form -> DynamicTest.dynamicTest(form.text(), () -> cutEverywhere(form)));
    }

    private static void cutEverywhere(EntryForm form) {
        String whole = form.filled(() -> "x", () -> "unknown");
        String verdict = form.verdict(whole);
        for (int end = whole.indexOf("; from=<"); end <= whole.length(); end++) {
            assertEquals(verdict, form.verdict(whole.substring(0, end)), whole.substring(0, end));
        }
    }

    @Test
    void otherProgramsAndOtherKindsOfEntryAreNoStrikes() {
        String text =
                "unknown[203.0.113.9]: 554 5.7.1 <v@e.example>: Relay access denied; from=<a@b> to=<v@e.example> proto=ESMTP helo=<e>";
        for (String kind :
                List.of("reject_warning", "milter-reject", "hold", "permit", "discard", "warn")) {
            String entry = "NOQUEUE: " + kind + ": RCPT from " + text;
            assertEquals("none", ShippedRules.POSTFIX.verdict("postfix/smtpd", entry), entry);
        }
        for (String program :
                List.of("postfix/smtp", "postfix/cleanup", "postfix/qmgr", "smtpd", "postfix")) {
            String entry = "NOQUEUE: reject: RCPT from " + text;
            assertEquals("none", ShippedRules.POSTFIX.verdict(program, entry), program);
        }
    }

    @Test
    void everyFormOfTheUnitIsWatchedAndNoOther() {
        List<UnitGlob> units = ShippedRules.POSTFIX.book.jails().getFirst().units();
        for (String unit :
                List.of("postfix.service", "postfix@-.service", "postfix@postfix-out.service")) {
            assertTrue(units.stream().anyMatch(glob -> glob.matches(unit)), unit);
        }
        for (String unit : List.of("cron.service", "user@1000.service", "xpostfix.service")) {
            assertTrue(units.stream().noneMatch(glob -> glob.matches(unit)), unit);
        }
    }
}
