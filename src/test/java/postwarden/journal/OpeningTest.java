package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postwarden.Journal;
import postwarden.Refusal;
import postwarden.Watched;
import postwarden.testing.TestingJournal;

class OpeningTest {
    private static final Watched WATCHED = watched("postfix.service");

    @TempDir Path directory;

    static Stream<Function<Source, Journal>> ways() {
        return Stream.of(
                source -> Journals.live(source, WATCHED, Start.oldest()),
                source -> Journals.history(source, WATCHED, Stretch.ALL, false));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMissingDirectoryIsRefused(Function<Source, Journal> way) {
        Path missing = directory.resolve("missing");
        refused(
                Refusal.Kind.UNAVAILABLE,
                "the journal directory " + missing + " does not exist",
                way,
                new Source.Directory(missing));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aDirectoryWithoutJournalFilesIsRefused(Function<Source, Journal> way) throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "nothing");
        refused(
                Refusal.Kind.UNAVAILABLE,
                "the journal directory %s is empty: there are no journal files in %s"
                        .formatted(directory, directory),
                way,
                new Source.Directory(directory));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aDirectoryOfOtherFilesIsRefused(Function<Source, Journal> way) throws IOException {
        Path text = Files.writeString(directory.resolve("text.journal"), "no journal\n".repeat(99));
        refused(
                Refusal.Kind.UNAVAILABLE,
                "the journal directory %s holds no journal file that can be read: %s"
                        .formatted(directory, text),
                way,
                new Source.Directory(directory));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFileThatIsNoJournalIsRefusedByName(Function<Source, Journal> way) throws IOException {
        Path journal =
                TestingJournal.write(
                        directory.resolve("good.journal"), List.of(postfix(noonPlus(1), "a")));
        Path text = Files.writeString(directory.resolve("text"), "no journal\n".repeat(99));
        refused(
                Refusal.Kind.BAD_INPUT,
                text
                        + " is no journal file that can be read"
                        + " (sd_journal_open_files: Bad message)",
                way,
                new Source.Files(List.of(journal, text)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMissingFileIsRefused(Function<Source, Journal> way) {
        Path missing = directory.resolve("missing.journal");
        refused(
                Refusal.Kind.UNAVAILABLE,
                "the journal file " + missing + " does not exist",
                way,
                new Source.Files(List.of(missing)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whoMayNotReadIsToldWhoMay(Function<Source, Journal> way) throws IOException {
        Path journal =
                TestingJournal.write(
                        directory.resolve("system.journal"), List.of(postfix(noonPlus(1), "a")));
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(journal), "root may read everything");
        refused(
                Refusal.Kind.NO_PERMISSION,
                "the journal may not be read here (%s): that takes root or a member of the group systemd-journal or adm"
                        .formatted(journal),
                way,
                new Source.Directory(directory));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClosedDirectoryIsNotTakenForAnEmptyOne(Function<Source, Journal> way) throws IOException {
        Path closed =
                Files.createDirectory(
                        directory.resolve("0123456789abcdef0123456789abcdef"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("---------")));
        assumeFalse(Files.isReadable(closed), "root may read everything");
        refused(
                Refusal.Kind.NO_PERMISSION,
                "the journal may not be read here (%s): that takes root or a member of the group systemd-journal or adm"
                        .formatted(closed),
                way,
                new Source.Directory(directory));
    }

    @Test
    void aMissingLibraryIsRefusedInOneSentence() {
        Refusal refusal = assertThrows(Refusal.class, () -> LibSystemd.find("libno-such.so.9"));
        assertEquals(
                "the library libno-such.so.9 cannot be loaded: is systemd installed?",
                refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void closingLetsGoOfEveryFile(Function<Source, Journal> way) throws IOException {
        TestingJournal.write(directory.resolve("test.journal"), List.of(postfix(noonPlus(1), "a")));
        Source source = new Source.Directory(directory);
        readAndClose(way, source);
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            readAndClose(way, source);
            assertThrows(
                    Refusal.class, () -> way.apply(new Source.Directory(directory.resolve("no"))));
        }
        assertTrue(openFiles() <= before + 2, "open files grew from " + before);
    }

    private static void readAndClose(Function<Source, Journal> way, Source source) {
        try (Journal journal = way.apply(source)) {
            assertEquals(List.of("a"), toTail(journal).messages());
        }
    }

    private static void refused(
            Refusal.Kind kind, String sentence, Function<Source, Journal> way, Source source) {
        Refusal refusal = assertThrows(Refusal.class, () -> way.apply(source).close());
        assertEquals(sentence, refusal.getMessage());
        assertEquals(kind, refusal.kind());
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
