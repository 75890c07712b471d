package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.until;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Entry;
import postwarden.Watched;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/** Two journals stand for two indices of one, of which either may know an entry first. */
class TwiceReadJournalTest {
    private static final Watched WATCHED = watched("postfix.service");

    @TempDir private Path directory;
    private TestingJournal one;
    private TestingJournal other;

    @BeforeEach
    void open() throws IOException {
        one =
                new TestingJournal(
                        Files.createDirectory(directory.resolve("one")).resolve("a.journal"));
        other =
                new TestingJournal(
                        Files.createDirectory(directory.resolve("other")).resolve("a.journal"));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void whereTheyDifferBothAreFollowedAndEachEntryComesOnce() {
        write(one, IntStream.of(0, 1, 3, 4));
        write(other, IntStream.range(0, 5));
        try (TwiceReadJournal journal = journal(5)) {
            Reading begin = toTail(journal);
            assertEquals(List.of("0", "1", "3", "4", "2"), begin.messages());
            assertEquals(1, begin.tally().damaged());
            assertEquals(noonPlus(4), begin.end().orElseThrow().time());
            write(one, IntStream.range(5, 20));
            assertEquals(numbers(5, 20), until(15, journal).messages());
            toTail(journal);
            write(other, IntStream.range(5, 30));
            Reading ahead = until(10, journal);
            assertEquals(numbers(20, 30), ahead.messages());
            assertEquals(noonPlus(29), ahead.end().orElseThrow().time());
            write(one, IntStream.range(20, 31));
            Reading rest = until(1, journal);
            assertEquals(numbers(30, 31), rest.messages());
            assertEquals(noonPlus(30), rest.end().orElseThrow().time());
        }
    }

    @Test
    void thePlaceToGoOnFromNeverGoesBack() {
        write(one, IntStream.of(0, 4));
        write(other, IntStream.range(0, 10));
        try (TwiceReadJournal journal = journal(5)) {
            assertEquals(
                    List.of("0", "4", "1", "2", "3", "5", "6", "7", "8", "9"),
                    toTail(journal).messages());
            write(one, IntStream.range(5, 9));
            Reading known = toTail(journal);
            while (known.end().isEmpty()) {
                known = known.plus(toTail(journal));
            }
            assertEquals(List.of(), known.messages());
            assertEquals(noonPlus(9), known.end().orElseThrow().time());
            Reading.await(() -> journal.read(10).end().isEmpty());
        }
    }

    @Test
    void whereTheyAgreeOneIsEnough() {
        write(one, IntStream.range(0, 5));
        write(other, IntStream.range(0, 5));
        try (TwiceReadJournal journal = journal(5)) {
            assertEquals(numbers(0, 5), toTail(journal).messages());
            write(other, IntStream.of(5));
            write(one, IntStream.of(6));
            assertEquals(numbers(6, 7), until(1, journal).messages());
        }
    }

    @Test
    void aSecondOneThatKnowsNothingDoesNotHoldUpTheFirst() {
        int many = 20_500; // more than one may be ahead by
        write(one, IntStream.range(0, many));
        write(other, IntStream.of(many));
        await("one", many - 1);
        await("other", many);
        AtomicInteger begun = new AtomicInteger(-1);
        List<String> given = new ArrayList<>();
        try (TwiceReadJournal journal =
                new TwiceReadJournal(
                        live("one"),
                        () -> {
                            begun.set(given.size());
                            return live("other");
                        },
                        WATCHED.owners())) {
            for (int reads = 0; reads < 100 && given.size() < many; reads++) {
                journal.read(1000).entries().forEach(entry -> given.add(entry.message()));
            }
        }
        assertEquals(numbers(0, many), given);
        assertEquals(20_000, begun.get(), "it is asked before too much is in memory");
    }

    /** Begins when both have the entry with that number, or a later one. */
    private TwiceReadJournal journal(int many) {
        await("one", many - 1);
        await("other", many - 1);
        return new TwiceReadJournal(live("one"), () -> live("other"), WATCHED.owners());
    }

    private void await(String name, int number) {
        Reading.await(
                () -> {
                    try (LiveJournal journal = live(name)) {
                        return toTail(journal).entries().stream()
                                .map(Entry::time)
                                .anyMatch(time -> !time.isBefore(noonPlus(number)));
                    } catch (RuntimeException notYet) {
                        return false;
                    }
                });
    }

    private LiveJournal live(String name) {
        return new LiveJournal(
                new Source.Directory(directory.resolve(name)),
                WATCHED,
                any -> Selection.live(WATCHED),
                Start.oldest());
    }

    private static void write(TestingJournal journal, IntStream numbers) {
        numbers.mapToObj(TwiceReadJournalTest::entry).forEach(journal::write);
    }

    private static TestingEntry entry(int number) {
        Instant time = noonPlus(number);
        return postfix(time, String.valueOf(number));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }
}
