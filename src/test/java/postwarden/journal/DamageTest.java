package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;
import postwarden.Watched;
import postwarden.testing.TestingJournal;

/** A disk that lies: reading ends, and gives nothing that was not written. */
class DamageTest {
    private static final Watched WATCHED = watched("postfix*.service");
    private static final int ENTRIES = 300;

    @TempDir Path directory;

    @Test
    void flippedBitsAnywhereDoNoHarmBeyondTheirEntries() throws IOException {
        Path whole =
                TestingJournal.write(
                        directory.resolve("whole.journal"),
                        IntStream.range(0, ENTRIES)
                                .mapToObj(i -> postfix(noonPlus(i), "message " + i))
                                .toList());
        byte[] bytes = Files.readAllBytes(whole);
        int used = lastUsed(bytes);
        Path damaged = Files.createDirectory(directory.resolve("d")).resolve("damaged.journal");
        Random random = new Random(20251124);
        for (int round = 0; round < 400; round++) {
            byte[] copy = bytes.clone();
            // From one flipped bit to a page full of nothing.
            int length = 1 << random.nextInt(13);
            int from = random.nextInt(used);
            for (int at = from; at < Math.min(used, from + length); at++) {
                copy[at] = length == 1 ? (byte) (copy[at] ^ 1 << random.nextInt(8)) : 0;
            }
            Files.write(damaged, copy);
            readBothWays(damaged, round);
        }
    }

    private static void readBothWays(Path damaged, int round) {
        Source source = new Source.Directory(damaged.getParent());
        try {
            Reading history = all(Journals.history(source, WATCHED, Stretch.ALL, true));
            Reading live = all(Journals.live(source, WATCHED, Start.oldest()));
            assertTrue(history.entries().size() <= ENTRIES + 1, "round " + round);
            assertTrue(live.entries().size() <= ENTRIES + 1, "round " + round);
        } catch (Refusal refused) {
            assertEquals(Refusal.Kind.BAD_INPUT, refused.kind());
        }
    }

    private static int lastUsed(byte[] bytes) {
        int last = bytes.length;
        while (bytes[last - 1] == 0) {
            last--;
        }
        return last;
    }
}
