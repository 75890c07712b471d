package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.until;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.OWNER;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postwarden.Journal;
import postwarden.Tally;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

class LiveJournalTest {
    @TempDir Path directory;

    static Stream<Arguments> watches() {
        Optional<Set<Integer>> postfix = Optional.of(Set.of(OWNER));
        Optional<Set<Integer>> two = Optional.of(Set.of(OWNER, 1000));
        Optional<Set<Integer>> nobody = Optional.of(Set.of());
        return Stream.of(
                arguments(postfix, "postfix.service", List.of("plain"), new Tally(1, 2, 0, 0)),
                arguments(postfix, "postfix*", List.of("plain", "instance"), new Tally(2, 2, 0, 0)),
                arguments(two, "postfix.service", List.of("plain", "user"), new Tally(2, 2, 0, 0)),
                arguments(nobody, "postfix.service", List.of(), Tally.NONE),
                arguments(nobody, "*", List.of(), Tally.NONE),
                arguments(
                        Optional.empty(),
                        "postfix.service",
                        List.of("plain", "user"),
                        new Tally(2, 0, 0, 0)),
                arguments(
                        Optional.empty(),
                        "postfix*",
                        List.of("plain", "user", "instance"),
                        new Tally(3, 0, 0, 0)),
                arguments(
                        Optional.empty(),
                        "*.service",
                        List.of("plain", "user", "instance", "ssh"),
                        new Tally(4, 0, 0, 0)));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("watches")
    void ownerAndUnitDecideWhatIsReadAndCounted(
            Optional<Set<Integer>> owners, String unit, List<String> messages, Tally tally) {
        write(
                postfix(noonPlus(1), "plain"),
                postfix(noonPlus(2), "user").but("_UID", "1000"),
                postfix(noonPlus(3), "instance").but("_SYSTEMD_UNIT", "postfix@-.service"),
                postfix(noonPlus(4), "ssh").but("_SYSTEMD_UNIT", "ssh.service"),
                postfix(noonPlus(5), "untrusted 1").without("_SYSTEMD_UNIT"),
                postfix(noonPlus(6), "untrusted 2").without("_SYSTEMD_UNIT"),
                postfix(noonPlus(7), "nothing").without("_SYSTEMD_UNIT").without("_UID"));
        Reading reading = all(Journals.live(source(), watched(owners, unit), Start.oldest()));
        assertEquals(messages, reading.messages());
        assertEquals(tally, reading.tally());
    }

    @Test
    void whatIsWrittenIsReadAtOnceEachEntryOnce() {
        Path file = write(postfix(noonPlus(0), "0"));
        try (Journal journal = live(Start.oldest());
                TestingJournal writer = new TestingJournal(file)) {
            assertEquals(List.of("0"), toTail(journal).messages());
            for (int i = 1; i <= 300; i++) {
                writer.write(postfix(noonPlus(i), "harmless"));
                writer.write(postfix(noonPlus(i), String.valueOf(i)));
                Reading reading = until(1, journal);
                assertEquals(List.of(String.valueOf(i)), reading.messages());
                assertEquals(reading.entries().getLast().cursor(), reading.end().get().cursor());
            }
        }
    }

    @Test
    void whatIsWrittenWhileItIsOpenedAgainAndAgainComesOnceAndIsNoDamage() throws Exception {
        int many = 5000;
        Path file = write(postfix(Instant.now().truncatedTo(ChronoUnit.MICROS), "0"));
        Reading read = all(live(Start.oldest()));
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try (TestingJournal journal = new TestingJournal(file)) {
                                        for (int i = 1; i < many; i++) {
                                            Instant now = Instant.now();
                                            journal.write(
                                                    postfix(
                                                            now.truncatedTo(ChronoUnit.MICROS),
                                                            String.valueOf(i)));
                                        }
                                    }
                                });
        while (writer.isAlive() || !read.messages().getLast().equals(String.valueOf(many - 1))) {
            read = read.plus(all(live(new Start.After(read.end().orElseThrow()))));
        }
        assertEquals(IntStream.range(0, many).mapToObj(String::valueOf).toList(), read.messages());
        assertEquals(0, read.tally().damaged());
    }

    @Test
    void aStartInTimeBeforeAnythingFitsLosesNothing() {
        Path file = write(postfix(noonPlus(0), "too early"));
        try (Journal journal = live(new Start.Since(noonPlus(10)));
                TestingJournal writer = new TestingJournal(file)) {
            assertEquals(List.of(), toTail(journal).messages());
            writer.write(postfix(noonPlus(9), "still too early"));
            writer.write(postfix(noonPlus(10), "first"));
            writer.write(postfix(noonPlus(11), "second"));
            assertEquals(List.of("first", "second"), until(2, journal).messages());
        }
    }

    @Test
    void aJournalWithoutAnyFittingEntryYetLosesNothing() {
        Path file = write(postfix(noonPlus(0), "root's").but("_UID", "0"));
        try (Journal journal = live(Start.oldest());
                TestingJournal writer = new TestingJournal(file)) {
            assertEquals(List.of(), toTail(journal).messages());
            writer.write(postfix(noonPlus(1), "root's").but("_UID", "0"));
            writer.write(postfix(noonPlus(2), "first"));
            assertEquals(List.of("first"), until(1, journal).messages());
        }
    }

    @Test
    void aUnitThatAppearsLaterIsSeen() {
        Path file = write(postfix(noonPlus(0), "plain"));
        try (Journal journal =
                        Journals.live(source(), watched("postfix*.service"), Start.oldest());
                TestingJournal writer = new TestingJournal(file)) {
            assertEquals(List.of("plain"), toTail(journal).messages());
            writer.write(postfix(noonPlus(1), "new").but("_SYSTEMD_UNIT", "postfix@new.service"));
            assertEquals(List.of("new"), until(1, journal).messages());
        }
    }

    @Test
    void theEndIsTheLastEntryReadAlsoIfNoneWasGivenAway() {
        write(postfix(noonPlus(1), "a"), postfix(noonPlus(2), "harmless"));
        try (Journal journal = live(Start.oldest())) {
            var batch = journal.read(10);
            assertTrue(batch.atTail());
            assertEquals(noonPlus(2), batch.end().orElseThrow().time());
            assertEquals(Optional.empty(), journal.read(10).end());
        }
    }

    @Test
    void readingSurvivesRotation() throws IOException {
        Path active = directory.resolve("system.journal");
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        TestingJournal.write(active, List.of(postfix(noonPlus(0), "0")));
        expected.add("0");
        try (Journal journal = live(Start.oldest())) {
            for (int i = 1; i <= 20; i++) {
                if (i % 2 == 0) {
                    seen.addAll(toTail(journal).messages());
                }
                TestingJournal.write(active, List.of(postfix(noonPlus(10L * i), "last of " + i)));
                Files.move(active, directory.resolve("system@%d.journal".formatted(i)));
                TestingJournal.write(
                        active, List.of(postfix(noonPlus(10L * i + 1), "first of " + i)));
                expected.addAll(List.of("last of " + i, "first of " + i));
            }
            seen.addAll(until(expected.size() - seen.size(), journal).messages());
            assertEquals(expected, seen);
        }
    }

    @Test
    void deletedFilesAreLetGoAndReadingGoesOn() throws IOException {
        Path active = directory.resolve("system.journal");
        TestingJournal.write(active, List.of(postfix(noonPlus(0), "0")));
        try (Journal journal = live(Start.oldest())) {
            assertEquals(List.of("0"), toTail(journal).messages());
            for (int i = 1; i <= 10; i++) {
                Path archived = directory.resolve("system@" + i + ".journal");
                Files.move(active, archived);
                TestingJournal.write(active, List.of(postfix(noonPlus(i), String.valueOf(i))));
                assertEquals(List.of(String.valueOf(i)), until(1, journal).messages());
                Files.delete(archived);
            }
            toTail(journal);
            assertEquals(List.of(), deletedFilesOpen());
            assertEquals(List.of(), toTail(journal).gaps());
        }
    }

    @Test
    void filesDeletedDuringACatchUpAreLetGo() throws IOException {
        for (int i = 0; i < 5; i++) {
            int first = 10 * i;
            TestingJournal.write(
                    directory.resolve(i + ".journal"),
                    IntStream.range(first, first + 10)
                            .mapToObj(n -> postfix(noonPlus(n), String.valueOf(n)))
                            .toList());
        }
        try (Journal journal = live(Start.oldest())) {
            assertEquals(25, journal.read(25).entries().size());
            Files.delete(directory.resolve("0.journal"));
            Files.delete(directory.resolve("1.journal"));
            Files.delete(directory.resolve("2.journal"));
            assertEquals("30", journal.read(1).entries().getFirst().message());
            assertEquals(List.of(), deletedFilesOpen());
            assertEquals(19, toTail(journal).messages().size());
        }
    }

    @Test
    void aDirectoryThatIsReplacedIsFound() throws IOException {
        write(postfix(noonPlus(1), "1"));
        try (Journal journal = live(Start.oldest())) {
            assertEquals(List.of("1"), toTail(journal).messages());
            Files.move(directory, directory.resolveSibling(directory.getFileName() + ".old"));
            toTail(journal);
            Files.createDirectory(directory);
            TestingJournal.write(
                    directory.resolve("new.journal"), List.of(postfix(noonPlus(2), "2")));
            Reading reading = until(1, journal);
            assertEquals(List.of("2"), reading.messages());
        }
    }

    private List<Path> deletedFilesOpen() throws IOException {
        List<Path> deleted = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.filter(Files::isSymbolicLink).toList()) {
                Path target = Files.readSymbolicLink(file);
                if (target.startsWith(directory) && target.toString().endsWith(" (deleted)")) {
                    deleted.add(target);
                }
            }
        }
        return deleted;
    }

    private Journal live(Start start) {
        return Journals.live(source(), watched("postfix.service"), start);
    }

    private Source source() {
        return new Source.Directory(directory);
    }

    private Path write(TestingEntry... entries) {
        return TestingJournal.write(directory.resolve("test.journal"), List.of(entries));
    }
}
