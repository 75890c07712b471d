package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.watched;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Entry;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.Tally;

class MailLogTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant REFERENCE = Instant.parse("2025-11-24T12:00:00Z");
    private static final Stretch ALL = Stretch.ALL;

    @TempDir Path directory;

    @Test
    void aLineBecomesAnEntryWithoutTrustedFields() throws IOException {
        Path log = write("mail.log", "Nov 24 04:16:41 mx postfix/smtpd[123]: lost connection\n");
        assertEquals(
                List.of(
                        new Entry(
                                log + ":1",
                                Instant.parse("2025-11-24T03:16:41Z"),
                                Optional.empty(),
                                OptionalInt.empty(),
                                "postfix/smtpd",
                                "lost connection")),
                read(ALL, log).entries());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Nov 24 04:16:41                  | 2025-11-24T03:16:41Z",
                "Nov  4 04:16:41                  | 2025-11-04T03:16:41Z",
                "Nov 04 04:16:41                  | 2025-11-04T03:16:41Z",
                "Jul 24 04:16:41                  | 2025-07-24T02:16:41Z",
                "Nov 25 04:16:41                  | 2025-11-25T03:16:41Z",
                "Dec 24 04:16:41                  | 2024-12-24T03:16:41Z",
                "Feb 29 04:16:41                  | 2024-02-29T03:16:41Z",
                "<22>Nov 24 04:16:41              | 2025-11-24T03:16:41Z",
                "2025-11-24T04:16:41Z             | 2025-11-24T04:16:41Z",
                "2025-11-24T04:16:41+01:00        | 2025-11-24T03:16:41Z",
                "2025-11-24T04:16:41.5-0330       | 2025-11-24T07:46:41.5Z",
                "2025-11-24T04:16:41.123456+01:00 | 2025-11-24T03:16:41.123456Z",
                "2025-11-24T04:16:41.123456789Z   | 2025-11-24T04:16:41.123456Z",
                "2025-11-24 04:16:41              | 2025-11-24T03:16:41Z",
                "<22>2031-01-01T00:00:00Z         | 2031-01-01T00:00:00Z",
            })
    void timesAreReadInBothForms(String stamp, Instant time) throws IOException {
        Path log = write("mail.log", stamp + " mx postfix/smtpd[123]: hello\n");
        assertEquals(time, read(ALL, log).entries().getFirst().time());
    }

    @Test
    void theYearTurnsBetweenDecemberAndJanuary() throws IOException {
        Path log =
                write(
                        "mail.log",
                        """
                        Dec 31 23:59:59 mx postfix/smtpd[1]: old
                        Jan  1 00:00:01 mx postfix/smtpd[1]: new
                        """);
        Instant reference = Instant.parse("2026-01-02T00:00:00Z");
        assertEquals(
                List.of(
                        Instant.parse("2025-12-31T22:59:59Z"),
                        Instant.parse("2025-12-31T23:00:01Z")),
                all(Journals.mailLog(List.of(log), watched(), ALL, BERLIN, reference))
                        .entries()
                        .stream()
                        .map(Entry::time)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx postfix/smtpd[1]: a message     | postfix/smtpd            | a message",
                "mx postfix/submission/smtpd[1]: a  | postfix/submission/smtpd | a",
                "mx postfix-example.com/smtpd[1]: a | postfix-example.com/smtpd| a",
                "mx kernel: [12.5] eth0: up         | kernel                   | [12.5] eth0: up",
                "mx postfix/smtpd[1]: a[b]: c       | postfix/smtpd            | a[b]: c",
                "mx last message repeated 2 times   | ''                       | last message repeated 2 times",
                "::1 postfix/smtpd[1]: a            | postfix/smtpd            | a",
                "mx postfix/smtpd[1]:               | postfix/smtpd            | ''",
            })
    void identifierAndMessageAreToldApart(String rest, String identifier, String message)
            throws IOException {
        Entry entry =
                read(ALL, write("mail.log", "Nov 24 04:16:41 " + rest + "\n")).entries().getFirst();
        assertEquals(identifier, entry.identifier());
        assertEquals(message, entry.message());
    }

    @Test
    void whatIsNoLineOfALogIsDamaged() throws IOException {
        Path log =
                write(
                        "mail.log",
                        """
                        not a line
                        Nov 31 04:16:41 mx postfix/smtpd[1]: no such day
                        Nox 24 04:16:41 mx postfix/smtpd[1]: no such month
                        Nov 24 25:16:41 mx postfix/smtpd[1]: no such hour
                        2025-02-30T00:00:00Z mx postfix/smtpd[1]: no such day
                        2025-02-20T00:00:00+99:00 mx postfix/smtpd[1]: no such offset
                        Nov 24 04:16:41

                        Nov 24 04:16:41 mx postfix/smtpd[1]: good
                        """);
        Reading reading = read(ALL, log);
        assertEquals(List.of("good"), reading.messages());
        assertEquals(new Tally(1, 0, 0, 8), reading.tally());
        assertEquals(log + ":9", reading.entries().getFirst().cursor());
    }

    static Stream<Arguments> texts() {
        String longest = "x".repeat(Entry.MESSAGE_BYTES);
        return Stream.of(
                arguments("a\u00ff\u00c3\u00a4", "a\ufffd\u00e4", 0),
                arguments("a\u0000\u0001\u0085b", "a\u0000\u0001\ufffdb", 0),
                arguments("windows\r", "windows\r", 0),
                arguments(longest, longest, 0),
                arguments(longest + "y", longest, 1),
                arguments("x".repeat(10_000_000), longest, 1));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void linesAreOfAnyBytesAndAnyLength(String latin1, String message, int cut) throws IOException {
        Path log =
                write(
                        "mail.log",
                        "Nov 24 04:16:41 mx a: " + latin1 + "\nNov 24 04:16:41 mx a: end");
        Reading reading = read(ALL, log);
        assertEquals(List.of(message, "end"), reading.messages());
        assertEquals(new Tally(2, 0, cut, 0), reading.tally());
    }

    @Test
    void filesAreReadInTheGivenOrderPackedOrNot() throws IOException {
        Path old = directory.resolve("mail.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(old))) {
            out.write("Nov 23 04:16:41 mx a: old\n".getBytes(ISO_8859_1));
        }
        Path empty = write("mail.log.0", "");
        Path young =
                write("mail.log", "Nov 24 04:16:41 mx a: harmless\nNov 24 04:16:42 mx a: young\n");
        Reading reading = read(ALL, old, empty, young);
        assertEquals(List.of("old", "young"), reading.messages());
        assertEquals(new Tally(3, 0, 0, 0), reading.tally());
        assertEquals(
                Optional.of(new Position(young + ":2", Instant.parse("2025-11-24T03:16:42Z"))),
                reading.end());
    }

    /** As of {@code --maillog <(ssh mx cat /var/log/mail.log)}. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPipeIsReadLikeAFile(boolean packed) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        FutureTask<Void> writing =
                new FutureTask<>(
                        () -> {
                            try (OutputStream file = Files.newOutputStream(pipe);
                                    OutputStream out = packed ? new GZIPOutputStream(file) : file) {
                                out.write("Nov 24 04:16:41 mx a: first\n".getBytes(ISO_8859_1));
                                out.write("Nov 24 04:16:42 mx a: last\n".getBytes(ISO_8859_1));
                            }
                            return null;
                        });
        Thread.ofPlatform().daemon().start(writing);
        assertEquals(List.of("first", "last"), read(ALL, pipe).messages());
        writing.get();
    }

    @Test
    void aBrokenArchiveGivesWhatItHolds() throws IOException {
        Path whole = directory.resolve("whole.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            for (int i = 0; i < 10_000; i++) {
                out.write(("Nov 23 04:16:41 mx a: " + i * 7919 + "\n").getBytes(ISO_8859_1));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path broken =
                Files.write(directory.resolve("b.gz"), Arrays.copyOf(bytes, bytes.length / 2));
        Path young = write("mail.log", "Nov 24 04:16:41 mx a: young\n");
        Reading reading =
                all(Journals.mailLog(List.of(broken, young), watched(), ALL, BERLIN, REFERENCE));
        assertEquals("0", reading.messages().getFirst());
        assertEquals("young", reading.messages().getLast());
        assertEquals(1, reading.tally().damaged());
    }

    @Test
    void onlyLinesOfTheStretchAreCounted() throws IOException {
        Path log =
                write(
                        "mail.log",
                        """
                        2025-11-24T04:00:00Z mx a: before
                        2025-11-24T05:00:00Z mx a: first
                        2025-11-24T06:00:00Z mx a: last
                        2025-11-24T07:00:00Z mx a: after
                        """);
        Reading reading =
                read(
                        new Stretch(
                                Instant.parse("2025-11-24T05:00:00Z"),
                                Optional.of(Instant.parse("2025-11-24T06:00:00Z"))),
                        log);
        assertEquals(List.of("first", "last"), reading.messages());
        assertEquals(2, reading.tally().entries());
    }

    @Test
    void aMissingLogIsRefused() {
        Path missing = directory.resolve("missing.log");
        Refusal refusal = assertThrows(Refusal.class, () -> read(ALL, missing));
        assertEquals(missing + ": there is no such mail log", refusal.getMessage());
    }

    private Path write(String name, String latin1) throws IOException {
        return Files.write(directory.resolve(name), latin1.getBytes(ISO_8859_1));
    }

    private static Reading read(Stretch stretch, Path... logs) {
        return all(Journals.mailLog(List.of(logs), watched(), stretch, BERLIN, REFERENCE));
    }
}
