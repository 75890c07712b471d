package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.until;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Entry;
import postwarden.Gap;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Watched;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/** A journal of entries 1, 2, 3…, one each second, of which some were read before. */
class ResumptionTest {
    private static final Watched WATCHED = watched("postfix.service");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void readingInPiecesIsReadingOnce(int piece) {
        write("test", numbered(1, 20));
        Start start = Start.oldest();
        Reading whole = all(Journals.live(source(), WATCHED, start));
        Reading pieces = all(Journals.live(source(), WATCHED, new Start.After(after(piece))));
        assertEquals(whole.messages().subList(piece, whole.messages().size()), pieces.messages());
        assertEquals(List.of(), pieces.gaps());
    }

    @Test
    void theLastEntryIsNotReadAgain() {
        write("test", numbered(1, 3));
        Reading reading = resumed(after(3));
        assertEquals(List.of(), reading.entries());
        assertEquals(List.of(), reading.gaps());
    }

    @Test
    void ofEntriesOfOneMicrosecondEachIsReadOnce() {
        write("test", IntStream.range(0, 9).mapToObj(i -> at(5, "same " + i)));
        List<Entry> whole = all(Journals.live(source(), WATCHED, Start.oldest())).entries();
        for (int i = 0; i < whole.size(); i++) {
            Entry last = whole.get(i);
            assertEquals(
                    whole.subList(i + 1, whole.size()),
                    resumed(new Position(last.cursor(), last.time())).entries());
        }
    }

    @Test
    void aPositionThatIsNotWatchedAnyMoreIsNoGap() {
        write("test", Stream.concat(numbered(1, 2), Stream.of(at(3, "root's").but("_UID", "0"))));
        Watched root = watched(java.util.Optional.of(java.util.Set.of(0)), "postfix.service");
        Position position = all(Journals.live(source(), root, Start.oldest())).end().orElseThrow();
        write("later", numbered(4, 5));
        Reading reading = resumed(position);
        assertEquals(List.of("4", "5"), reading.messages());
        assertEquals(List.of(), reading.gaps());
    }

    @Test
    void whatVacuumTookIsAGap() throws IOException {
        Path old = write("old", numbered(1, 5));
        Position position = after(3);
        Files.delete(old);
        write("new", numbered(8, 9));
        Reading reading = resumed(position);
        assertEquals(List.of("8", "9"), reading.messages());
        assertEquals(List.of(new Gap(noonPlus(3), noonPlus(8))), reading.gaps());
    }

    @Test
    void aGapThatShowsOnlyWithTheNextEntryIsToldThen() throws IOException {
        Path old = write("old", numbered(1, 5));
        Position position = after(3);
        Files.delete(old);
        Path young = write("new", Stream.of());
        try (Journal journal = Journals.live(source(), WATCHED, new Start.After(position));
                TestingJournal writer = new TestingJournal(young)) {
            assertEquals(List.of(), toTail(journal).gaps());
            writer.write(at(8, "root's").but("_UID", "0"));
            writer.write(at(9, "9"));
            Reading reading = until(1, journal);
            assertEquals(List.of("9"), reading.messages());
            assertEquals(List.of(new Gap(noonPlus(3), noonPlus(8))), reading.gaps());
        }
    }

    @Test
    void aCopyOfTheEntryWillDo() throws IOException {
        Path runtime = write("runtime", numbered(1, 5));
        Position position = after(3);
        Files.delete(runtime);
        write("persistent", numbered(1, 7));
        Reading reading = resumed(position);
        assertEquals(List.of("4", "5", "6", "7"), reading.messages());
        assertEquals(List.of(), reading.gaps());
    }

    @Test
    void aCopyIsFoundAmongEntriesOfOneMicrosecond() throws IOException {
        Path runtime = write("runtime", IntStream.range(0, 9).mapToObj(i -> at(5, "same " + i)));
        List<Entry> whole = all(Journals.live(source(), WATCHED, Start.oldest())).entries();
        Files.delete(runtime);
        write("persistent", IntStream.range(0, 9).mapToObj(i -> at(5, "same " + i)));
        Entry last = whole.get(4);
        Reading reading = resumed(new Position(last.cursor(), last.time()));
        assertEquals(List.of("same 5", "same 6", "same 7", "same 8"), reading.messages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "/var/log/mail.log:7", "s=0;i=zz"})
    void withoutAUsableCursorTimeDecides(String cursor) {
        write("test", numbered(1, 5));
        Reading reading = resumed(new Position(cursor, noonPlus(3)));
        assertEquals(List.of("3", "4", "5"), reading.messages());
        assertEquals(List.of(), reading.gaps());
        Reading early = resumed(new Position(cursor, noonPlus(-9)));
        assertEquals(List.of("1", "2", "3", "4", "5"), early.messages());
        assertEquals(List.of(new Gap(noonPlus(-9), noonPlus(1))), early.gaps());
    }

    @Test
    void aPositionInTheFutureWaitsForItsTime() {
        write("test", numbered(1, 5));
        Reading reading = resumed(new Position("", noonPlus(100)));
        assertEquals(List.of(), reading.entries());
        assertEquals(List.of(), reading.gaps());
    }

    private Reading resumed(Position position) {
        return all(Journals.live(source(), WATCHED, new Start.After(position)));
    }

    /** The position of a daemon that has read so many entries. */
    private Position after(int entries) {
        try (Journal journal = Journals.live(source(), WATCHED, Start.oldest())) {
            return journal.read(entries).end().orElseThrow();
        }
    }

    private Source source() {
        return new Source.Directory(directory);
    }

    private Path write(String name, Stream<TestingEntry> entries) {
        return TestingJournal.write(directory.resolve(name + ".journal"), entries.toList());
    }

    private static Stream<TestingEntry> numbered(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> at(i, String.valueOf(i)));
    }

    private static TestingEntry at(int second, String message) {
        return postfix(noonPlus(second), message);
    }
}
