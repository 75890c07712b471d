package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.bare;
import static postwarden.testing.TestingEntry.postfix;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Tally;
import postwarden.Watched;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

class HistoryJournalTest {
    @TempDir Path directory;

    @Test
    void anEntryIsCopiedWithAllThatCountsAboutIt() {
        write(postfix(noonPlus(1), "lost connection"));
        assertEquals(
                List.of(
                        new Entry(
                                "",
                                noonPlus(1),
                                Optional.of("postfix.service"),
                                OptionalInt.of(TestingEntry.OWNER),
                                "postfix/smtpd",
                                "lost connection")),
                history(watched("postfix.service")).entries());
    }

    @Test
    void aCursorIsGivenIfWanted() {
        write(postfix(noonPlus(1), "a"), postfix(noonPlus(2), "b"));
        Reading reading =
                all(Journals.history(source(), watched("postfix.service"), Stretch.ALL, true));
        Entry last = reading.entries().getLast();
        assertEquals(Optional.of(new Position(last.cursor(), last.time())), reading.end());
    }

    @Test
    void onlyWhatPassesTheScreenIsGivenAwayAndEverythingOfTheUnitsIsCounted() {
        write(
                postfix(noonPlus(1), "harmless 1"),
                postfix(noonPlus(2), "strike"),
                postfix(noonPlus(3), "another owner's").but("_UID", "1000"),
                postfix(noonPlus(4), "no owner's").without("_UID"),
                postfix(noonPlus(5), "forged").but("SYSLOG_IDENTIFIER", "sshd"),
                postfix(noonPlus(6), "another unit's").but("_SYSTEMD_UNIT", "ssh.service"),
                postfix(noonPlus(7), "nowhere").without("_SYSTEMD_UNIT"),
                postfix(noonPlus(8), "harmless 2"));
        Reading reading = history(watched("postfix.service"));
        assertEquals(
                List.of("strike", "another owner's", "no owner's", "forged"), reading.messages());
        assertEquals(new Tally(6, 0, 0, 0), reading.tally());
        assertEquals(noonPlus(8), reading.end().orElseThrow().time());
    }

    static Stream<Arguments> units() {
        return Stream.of(
                arguments("postfix.service", List.of("plain")),
                arguments("postfix@*.service", List.of("instance", "other instance")),
                arguments("post*", List.of("plain", "instance", "other instance")),
                arguments("*", List.of("plain", "instance", "other instance", "ssh")),
                arguments("nginx*.service", List.of()),
                arguments("postfix", List.of()));
    }

    @ParameterizedTest
    @MethodSource("units")
    void aUnitMayBeAGlob(String unit, List<String> messages) {
        write(
                postfix(noonPlus(1), "plain"),
                postfix(noonPlus(2), "instance").but("_SYSTEMD_UNIT", "postfix@-.service"),
                postfix(noonPlus(3), "other instance").but("_SYSTEMD_UNIT", "postfix@out.service"),
                postfix(noonPlus(4), "ssh").but("_SYSTEMD_UNIT", "ssh.service"));
        Reading reading = history(watched(Optional.of(Set.of()), unit));
        assertEquals(messages, reading.messages());
        assertEquals(messages.size(), reading.tally().entries());
    }

    static Stream<Arguments> messages() {
        String longest = "x".repeat(Entry.MESSAGE_BYTES);
        return Stream.of(
                arguments(
                        "of control characters",
                        bytes("a\u0001\nb\u0000c"),
                        "a\u0001\nb\u0000c",
                        0),
                arguments("of other separators", bytes("a\u0085b\u2028c"), "a\u0085b\u2028c", 0),
                arguments(
                        "of no UTF-8", "a\u00ff\u00feb".getBytes(ISO_8859_1), "a\ufffd\ufffdb", 0),
                arguments("of nothing", bytes(""), "", 0),
                arguments("as long as may be", bytes(longest), longest, 0),
                arguments("a byte too long", bytes(longest + "y"), longest, 1),
                arguments("of 64 KiB", bytes("x".repeat(64 * 1024)), longest, 1),
                arguments("of 700 KiB", bytes("x".repeat(700 * 1024)), longest, 1),
                arguments(
                        "cut within a character",
                        bytes("x".repeat(Entry.MESSAGE_BYTES - 1) + "ä"),
                        longest.substring(1) + "\ufffd",
                        1));
    }

    @ParameterizedTest(name = "a message {0}")
    @MethodSource("messages")
    void messagesAreOfAnyBytes(String name, byte[] message, String text, int cut) {
        write(postfix(noonPlus(1), "").without("MESSAGE").with("MESSAGE", message));
        Reading reading = history(watched("postfix.service"));
        assertEquals(List.of(text), reading.messages());
        assertEquals(new Tally(1, 0, cut, 0), reading.tally());
    }

    @Test
    void anIncompressibleLongMessageIsCutToo() {
        String noise =
                new java.util.Random(7)
                        .ints(64 * 1024, '!', '~')
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        write(postfix(noonPlus(1), noise));
        assertEquals(
                List.of(noise.substring(0, Entry.MESSAGE_BYTES)),
                history(watched("postfix.service")).messages());
    }

    @Test
    void anEntryWithoutAMessageIsCountedAsDamagedAndAnEmptyOneDoesNoHarm() {
        write(
                postfix(noonPlus(1), "").without("MESSAGE"),
                bare(noonPlus(2)).with("PRIORITY", "6"),
                postfix(noonPlus(3), "after").without("SYSLOG_IDENTIFIER"));
        Reading reading = history(watched("postfix.service"));
        assertEquals(List.of("after"), reading.messages());
        assertEquals("", reading.entries().getFirst().identifier());
        assertEquals(new Tally(2, 0, 0, 1), reading.tally());
    }

    @Test
    void ofARepeatedFieldOneValueIsTakenAndTheEntryIsOne() {
        write(postfix(noonPlus(1), "first").with("MESSAGE", "second").with("_UID", "0"));
        Reading reading = history(watched("postfix.service"));
        assertEquals(1, reading.entries().size());
        assertEquals("first", reading.messages().getFirst());
        assertEquals(OptionalInt.of(TestingEntry.OWNER), reading.entries().getFirst().owner());
    }

    @Test
    void anOwnerThatIsNoNumberIsNone() {
        write(postfix(noonPlus(1), "a").but("_UID", "postfix"));
        assertEquals(
                OptionalInt.empty(),
                history(watched("postfix.service")).entries().getFirst().owner());
    }

    static Stream<Arguments> stretches() {
        return Stream.of(
                arguments(0, 9, List.of("1", "2", "3", "back to 2", "4")),
                arguments(2, 9, List.of("2", "3", "back to 2", "4")),
                arguments(0, 2, List.of("1", "2", "back to 2")),
                arguments(2, 2, List.of("2", "back to 2")),
                arguments(3, 3, List.of("3")),
                arguments(4, 9, List.of("4")),
                arguments(5, 9, List.of()),
                arguments(-9, 0, List.of()));
    }

    @ParameterizedTest(name = "from {0} s to {1} s")
    @MethodSource("stretches")
    void onlyEntriesOfTheStretchAreReadBothEndsIncluded(
            int since, int until, List<String> messages) {
        write(
                postfix(noonPlus(1), "1"),
                postfix(noonPlus(2), "2"),
                postfix(noonPlus(3), "3"),
                postfix(noonPlus(2), "back to 2"),
                postfix(noonPlus(4), "4"));
        Stretch stretch = new Stretch(noonPlus(since), Optional.of(noonPlus(until)));
        Reading reading =
                all(Journals.history(source(), watched("postfix.service"), stretch, false));
        assertEquals(messages, reading.messages());
        assertEquals(messages.size(), reading.tally().entries());
    }

    @Test
    void timesAreExactToTheMicrosecond() {
        Instant time = Instant.parse("2025-11-24T12:00:00.123456Z");
        write(postfix(time.minusNanos(1000), "before"), postfix(time, "at"));
        Stretch stretch = new Stretch(time, Optional.of(time));
        assertEquals(
                List.of("at"),
                all(Journals.history(source(), watched("postfix.service"), stretch, false))
                        .messages());
    }

    @Test
    void severalFilesAreOneJournal() {
        Path odd = directory.resolve("odd.journal");
        Path even = directory.resolve("even.journal");
        TestingJournal.write(odd, List.of(postfix(noonPlus(1), "1"), postfix(noonPlus(3), "3")));
        TestingJournal.write(even, List.of(postfix(noonPlus(2), "2"), postfix(noonPlus(4), "4")));
        Watched watched = watched("postfix.service");
        assertEquals(List.of("1", "2", "3", "4"), history(watched).messages());
        Source files = new Source.Files(List.of(odd));
        assertEquals(
                List.of("1", "3"),
                all(Journals.history(files, watched, Stretch.ALL, false)).messages());
    }

    @Test
    void whereJournaldWritesUsersOwnJournalsAreLeftOut() {
        TestingJournal.write(
                directory.resolve("system.journal"), List.of(postfix(noonPlus(1), "system")));
        TestingJournal.write(
                directory.resolve("user-1000.journal"), List.of(postfix(noonPlus(2), "user")));
        assertEquals(List.of("system"), history(watched("postfix.service")).messages());
    }

    @Test
    void aBatchLooksAtNoMoreEntriesThanAsked() {
        write(
                IntStream.range(0, 10)
                        .mapToObj(i -> postfix(noonPlus(i), "harmless " + i))
                        .toArray(TestingEntry[]::new));
        try (Journal journal =
                Journals.history(source(), watched("postfix.service"), Stretch.ALL, false)) {
            var batch = journal.read(4);
            assertEquals(4, batch.tally().entries());
            assertEquals(noonPlus(3), batch.end().orElseThrow().time());
            assertEquals(6, journal.read(100).tally().entries());
            assertEquals(Optional.empty(), journal.read(100).end());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private Source source() {
        return new Source.Directory(directory);
    }

    private void write(TestingEntry... entries) {
        TestingJournal.write(directory.resolve("test.journal"), List.of(entries));
    }

    private Reading history(Watched watched) {
        return all(Journals.history(source(), watched, Stretch.ALL, false));
    }
}
