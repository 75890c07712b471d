package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        int first = new String(bytes, ISO_8859_1).indexOf("MESSAGE=message 0") - 100;
        Path damaged = Files.createDirectory(directory.resolve("d")).resolve("damaged.journal");
        Random random = new Random(20251124);
        long noticed = 0;
        for (int round = 0; round < 300; round++) {
            // What lies between the header and the first object is mostly empty hash tables.
            int from =
                    round % 8 == 0
                            ? random.nextInt(256)
                            : first + random.nextInt(used(bytes) - first);
            Files.write(damaged, flipped(bytes, from, random));
            noticed += readBothWays(damaged);
        }
        assertTrue(noticed > 0, "nothing of it was noticed");
    }

    /** From one flipped bit to a page full of nothing. */
    private static byte[] flipped(byte[] bytes, int from, Random random) {
        byte[] copy = bytes.clone();
        int length = 1 << random.nextInt(13);
        if (length == 1) {
            copy[from] = (byte) (copy[from] ^ 1 << random.nextInt(8));
        } else {
            Arrays.fill(copy, from, Math.min(copy.length, from + length), (byte) 0);
        }
        return copy;
    }

    private static long readBothWays(Path damaged) {
        Source source = new Source.Directory(damaged.getParent());
        try {
            Reading history = all(Journals.history(source, WATCHED, Stretch.ALL, true));
            Reading live = all(Journals.live(source, WATCHED, Start.oldest()));
            assertTrue(history.entries().size() <= ENTRIES, "too many: " + history);
            assertTrue(live.entries().size() <= ENTRIES, "too many: " + live);
            return history.tally().damaged() + live.tally().damaged();
        } catch (Refusal refused) {
            assertEquals(Refusal.Kind.BAD_INPUT, refused.kind());
            return 1;
        }
    }

    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }
}
