package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever a client says, wherever it says it: its own address counts, and no other. */
class HostileTextTest {
    private static final String GUILTY = "198.51.100.66";
    private static final String INNOCENT = "203.0.113.250";

    /** Every form of entry, with § where the client's own text stands. */
    private static final List<String> FORMS =
            List.of(
                    "NOQUEUE: reject: RCPT from unknown[C]: 450 4.7.25 Client host rejected: cannot find your hostname, [C]; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "NOQUEUE: reject: RCPT from unknown[C]: 450 4.7.1 <§>: Helo command rejected: Host not found; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "NOQUEUE: reject: RCPT from unknown[C]: 554 5.7.1 Service unavailable; Client host [C] blocked using bl.example; §; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "NOQUEUE: reject: RCPT from unknown[C]: 554 5.7.1 Service unavailable; Sender address [§] blocked using bl.example; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "NOQUEUE: reject: RCPT from [C]:40312: 550 5.7.1 Service unavailable; client [C] blocked using bl.example; from=<§>, to=<§>, proto=ESMTP, helo=<§>",
                    "NOQUEUE: reject: VRFY from unknown[C]: 550 5.1.1 <§>: Recipient address rejected: User unknown in local recipient table; to=<§> proto=SMTP",
                    "NOQUEUE: reject: RCPT from unknown[C]: 504 5.5.2 <§>: Helo command rejected: need fully-qualified hostname; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "4Tz1Yk3m9Qz2Xd: reject: RCPT from unknown[C]: 554 5.7.1 <§>: Relay access denied; from=<§> to=<§> proto=ESMTP helo=<§>",
                    "NOQUEUE: reject: RCPT from unknown[C]: 454 4.7.1 <§>: Relay access denied; from=<§> to=<§> proto=SMTP helo=<§> sasl_sender=§",
                    "improper command pipelining after EHLO from unknown[C]: §",
                    "improper command pipelining after CONNECT from unknown[C]:40312: §",
                    "warning: unknown[C]: SASL LOGIN authentication failed: authentication failure, sasl_username=§",
                    "warning: unknown[C]: SASL § authentication failed: no mechanism available, sasl_username=§",
                    "lost connection after EHLO from §.example[C]",
                    "warning: §.example[C]: SASL LOGIN authentication failed: UGFzc3dvcmQ6");

    private static final List<String> TEXTS =
            List.of(
                    "x",
                    "[I]",
                    "unknown[I]",
                    "I",
                    "x from unknown[I]",
                    "lost connection after CONNECT from unknown[I]",
                    "x\nlost connection after CONNECT from unknown[I]",
                    "x\u0085lost connection after CONNECT from unknown[I]\u2028\u2029",
                    "NOQUEUE: reject: RCPT from unknown[I]: 554 5.7.1 <a@b>: Relay access denied; from=<a@b> to=<c@d> proto=ESMTP helo=<x>",
                    "x]: 450 4.7.1 Client host rejected: cannot find your hostname, [I]; from=<> to=<a> proto=ESMTP helo=<x>",
                    "warning: unknown[I]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
                    "x authentication failed: Connection lost to authentication server",
                    "statistics: max connection rate 90/60s for (smtp:I) at Nov 24 10:00:00",
                    "lost connection after CONNECT from unknown[unknown]",
                    "x> to=<y> proto=ESMTP helo=<z> sasl_method=PLAIN sasl_username=alice",
                    "; from=<a> to=<b> proto=ESMTP helo=<c> sasl_method=PLAIN sasl_username=alice",
                    " sasl_method=PLAIN sasl_username=alice",
                    "<QID>: <CLIENT>: (?<ADDRESS>I)",
                    "a".repeat(1900) + " from unknown[I]");

    @TestFactory
    Stream<DynamicTest> the_guilty_counts_and_never_the_innocent() {
        return FORMS.stream()
                .flatMap(
                        form ->
                                TEXTS.stream()
                                        .filter(text -> isPossible(form, text))
                                        .map(text -> test(form, text)));
    }

    /** A host name holds no blanks and no brackets. */
    private static boolean isPossible(String form, String text) {
        return !form.contains("§.example[") || text.matches("[-._A-Za-z0-9]+");
    }

    private static DynamicTest test(String form, String text) {
        String message =
                form.replace("[C]", "[" + GUILTY + "]").replace("§", text.replace("I", INNOCENT));
        return DynamicTest.dynamicTest(
                message.length() < 300 ? message : message.substring(0, 300) + "…",
                () -> {
                    String verdict = ShippedRules.verdict("postfix/smtpd", message);
                    assertEquals(GUILTY, verdict.substring(verdict.indexOf(' ') + 1), message);
                });
    }

    /** Postfix cuts at 2,000 bytes, and where that is, the client decides. */
    @Test
    void a_login_at_the_end_of_a_cut_entry_is_not_believed() {
        String head =
                "NOQUEUE: reject: RCPT from unknown["
                        + GUILTY
                        + "]: 554 5.7.1 <v@e.example>: Relay access denied; from=<x> to=<";
        String forged = "> proto=ESMTP helo=<z> sasl_method=PLAIN sasl_username=alice";
        for (String padding : List.of("y", "ü", "漢")) {
            StringBuilder message = new StringBuilder(head);
            while ((message + forged).getBytes(StandardCharsets.UTF_8).length < 2000) {
                message.append(padding);
            }
            String cut = message + forged;
            assertEquals(
                    "rcpt-relay-denied-554 " + GUILTY,
                    ShippedRules.verdict("postfix/smtpd", cut),
                    cut);
        }
    }

    /** A hang guard, not a measure: what backtracks would take hours here. */
    @TestFactory
    Stream<DynamicTest> an_entry_made_to_be_slow_is_judged() {
        return FORMS.stream()
                .flatMap(
                        form ->
                                Stream.of(
                                                "a",
                                                " ",
                                                "<",
                                                ">",
                                                "[",
                                                ": ",
                                                "; from=<",
                                                " from ",
                                                "1.1",
                                                "blocked using ")
                                        .map(
                                                unit ->
                                                        form.replace("[C]", "[" + GUILTY + "]")
                                                                .replace(
                                                                        "§",
                                                                        unit.repeat(
                                                                                64
                                                                                        * 1024
                                                                                        / unit
                                                                                                .length()))))
                .map(
                        message ->
                                DynamicTest.dynamicTest(
                                        message.substring(0, 120),
                                        () ->
                                                assertTimeoutPreemptively(
                                                        Duration.ofSeconds(60),
                                                        () ->
                                                                ShippedRules.BOOK.attempts(
                                                                        "postfix/smtpd",
                                                                        message))));
    }
}
