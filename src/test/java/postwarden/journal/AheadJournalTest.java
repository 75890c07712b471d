package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Batch;
import postwarden.Journal;
import postwarden.Refusal;
import postwarden.testing.TestingJournal;

class AheadJournalTest {
    private static final int ENTRIES = 100;

    @TempDir private Path directory;

    @Test
    void everyBatchComesInOrderWithHowMuchIsDone() {
        write();
        try (Journal journal = open()) {
            Batch first = journal.read(10);
            assertEquals(10, first.entries().size());
            assertEquals(9.0 / (ENTRIES - 1), journal.done().orElseThrow(), 1e-9);
            Reading rest = toTail(journal);
            assertEquals(
                    IntStream.range(10, ENTRIES).mapToObj(String::valueOf).toList(),
                    rest.messages());
            assertTrue(journal.read(10).atTail());
        }
    }

    @Test
    void theThreadOfOneThatIsClosedEarlyEnds() throws InterruptedException {
        write();
        Journal journal = open();
        assertFalse(journal.read(1).atTail());
        journal.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("journal")) {
                assertTrue(thread.join(Duration.ofMinutes(1)));
            }
        }
    }

    @Test
    void whatIsRefusedAtTheOpeningIsRefusedHere() {
        Refusal refusal = assertThrows(Refusal.class, this::open);
        assertEquals(Refusal.Kind.UNAVAILABLE, refusal.kind());
    }

    private Journal open() {
        return Journals.ahead(
                () ->
                        Journals.history(
                                new Source.Directory(directory),
                                watched("postfix.service"),
                                Stretch.ALL,
                                true));
    }

    private void write() {
        TestingJournal.write(
                directory.resolve("test.journal"),
                IntStream.range(0, ENTRIES)
                        .mapToObj(i -> postfix(noonPlus(i), String.valueOf(i)))
                        .toList());
    }
}
