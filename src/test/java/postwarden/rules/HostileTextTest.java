package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Address;
import postwarden.Entry;
import postwarden.Jail;

/** Whatever a client says, wherever it says it: its own address counts, and no other. */
class HostileTextTest {
    @TempDir private Path directory;

    private static final int TEXTS_OF_EACH_FORM = 2_000;

    /** Attacks that somebody thought of. */
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
                    "x>, method=PLAIN, rip=I, lip=192.0.2.1, TLS, session=<",
                    "x, rip=I, lip=192.0.2.1",
                    "<QID>: <CLIENT>: (?<ADDRESS>I)",
                    "a".repeat(1900) + " from unknown[I]");

    @TestFactory
    Stream<DynamicTest> theGuiltyCountsAndNeverTheInnocent() {
        return EntryForm.counted().stream()
                .map(
                        form ->
                                test(
                                        form,
                                        each -> {
                                            for (String text : TEXTS) {
                                                String filled =
                                                        text.replace("I", EntryForm.INNOCENT);
                                                String host = EntryForm.INNOCENT + ".example";
                                                guilty(each, each.filled(() -> filled, () -> host));
                                            }
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> soItIsWithTextsMadeUpAtRandom() {
        return EntryForm.counted().stream()
                .map(form -> test(form, each -> made(each, message -> guilty(each, message))));
    }

    @TestFactory
    Stream<DynamicTest> soItIsWithIpv6() {
        return EntryForm.counted().stream()
                .map(
                        form ->
                                test(
                                        form,
                                        each ->
                                                made(
                                                        each,
                                                        EntryForm.GUILTY_IPV6,
                                                        message ->
                                                                guilty(
                                                                        each,
                                                                        EntryForm.GUILTY_IPV6,
                                                                        message))));
    }

    /** Nobody clears another, and nothing that is a strike clears anybody. */
    @TestFactory
    Stream<DynamicTest> whatIsForgivenIsTheClientsOwn() throws IOException {
        CompiledBook book = forgiving();
        Jail jail = book.jails().getFirst();
        return Stream.concat(
                EntryForm.forgiving().stream()
                        .map(
                                form ->
                                        test(
                                                form,
                                                each ->
                                                        made(
                                                                each,
                                                                message ->
                                                                        assertEquals(
                                                                                Optional.of(
                                                                                        EntryForm
                                                                                                .GUILTY),
                                                                                forgiven(
                                                                                        book, jail,
                                                                                        message),
                                                                                message)))),
                Stream.concat(EntryForm.counted().stream(), EntryForm.harmless().stream())
                        .filter(form -> !form.text().contains(": client="))
                        .map(
                                form ->
                                        test(
                                                form,
                                                each ->
                                                        made(
                                                                each,
                                                                message ->
                                                                        assertEquals(
                                                                                Optional.empty(),
                                                                                forgiven(
                                                                                        book, jail,
                                                                                        message),
                                                                                message)))));
    }

    /** The shipped rules with all that may be forgiven switched on. */
    private CompiledBook forgiving() throws IOException {
        String shipped = Files.readString(Path.of("rules/postfix.groovy"));
        Path file = directory.resolve("forgiving.groovy");
        Files.writeString(file, shipped.replaceAll("(?m)^ +off$", ""));
        return new Rules(Readers.TOOLS, Optional.empty()).load(List.of(file));
    }

    private static Optional<String> forgiven(CompiledBook book, Jail jail, String message) {
        Entry entry =
                new Entry(
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        OptionalInt.empty(),
                        "postfix/smtpd",
                        message);
        return book.forgiven(jail, entry).map(Address::toString);
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoStrikeIsNoneWithAnyText() {
        return EntryForm.harmless().stream()
                .map(
                        form ->
                                test(
                                        form,
                                        each ->
                                                made(
                                                        each,
                                                        message ->
                                                                assertEquals(
                                                                        "none",
                                                                        each.verdict(message),
                                                                        message))));
    }

    /** Always the same texts: each form has its own seed. */
    private static void made(EntryForm form, Consumer<String> check) {
        made(form, EntryForm.GUILTY, check);
    }

    private static void made(EntryForm form, String guilty, Consumer<String> check) {
        HostileText text = new HostileText(new Random(form.text().hashCode()));
        for (int i = 0; i < TEXTS_OF_EACH_FORM; i++) {
            check.accept(form.filled(guilty, text::any, text::hostName));
        }
    }

    private static void guilty(EntryForm form, String message) {
        guilty(form, EntryForm.GUILTY, message);
    }

    private static void guilty(EntryForm form, String guilty, String message) {
        String verdict = form.verdict(message);
        assertEquals(guilty, verdict.substring(verdict.indexOf(' ') + 1), message);
    }

    private static DynamicTest test(EntryForm form, Consumer<EntryForm> body) {
        return DynamicTest.dynamicTest(form.text(), () -> body.accept(form));
    }

    /** Postfix cuts at 2,000 bytes, and where that is, the client decides. */
    @Test
    void aLoginAtTheEndOfACutEntryIsNotBelieved() {
        String head =
                "NOQUEUE: reject: RCPT from unknown["
                        + EntryForm.GUILTY
                        + "]: 554 5.7.1 <v@e.example>: Relay access denied; from=<x> to=<";
        String forged = "> proto=ESMTP helo=<z> sasl_method=PLAIN sasl_username=alice";
        for (String padding : List.of("y", "ü", "漢")) {
            StringBuilder message = new StringBuilder(head);
            while ((message + forged).getBytes(StandardCharsets.UTF_8).length < 2000) {
                message.append(padding);
            }
            String cut = message + forged;
            assertEquals(
                    "rcpt-relay-denied-554 " + EntryForm.GUILTY,
                    ShippedRules.POSTFIX.verdict("postfix/smtpd", cut),
                    cut);
        }
    }

    /** A hang guard, not a measure: what backtracks would take hours here. */
    @TestFactory
    Stream<DynamicTest> anEntryMadeToBeSlowIsJudged() {
        return EntryForm.counted().stream()
                .map(
                        form ->
                                test(
                                        form,
                                        each ->
                                                assertTimeoutPreemptively(
                                                        Duration.ofSeconds(60),
                                                        () ->
                                                                SlowText.all()
                                                                        .forEach(
                                                                                text ->
                                                                                        each
                                                                                                .verdict(
                                                                                                        each
                                                                                                                .filled(
                                                                                                                        () ->
                                                                                                                                text,
                                                                                                                        () ->
                                                                                                                                "unknown"))))));
    }
}
