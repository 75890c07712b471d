package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;
import postwarden.Watched;
import postwarden.testing.Faults;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/**
 * A disk that lies: reading ends, gives nothing twice, and gives or counts all that another reader
 * of the same files finds.
 */
@Faults
class DamageTest {
    private static final Watched WATCHED = watched("postfix*.service");
    private static final String UNIT = "_SYSTEMD_UNIT=" + TestingEntry.UNIT;
    private static final Pattern MESSAGE = Pattern.compile("message \\d+");
    private static final int ENTRIES = 300;
    private static final int ROUNDS = Faults.Rounds.of(300, 5000);

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
        for (int round = 0; round < ROUNDS; round++) {
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

    private static long readBothWays(Path damaged) throws IOException {
        Source source = new Source.Directory(damaged.getParent());
        try {
            Reading history = all(Journals.history(source, WATCHED, Stretch.ALL, true));
            Reading live = all(Journals.live(source, WATCHED, Start.oldest()));
            check(history, List.of()); // libsystemd may no longer know which units there are
            Watched literal = watched(TestingEntry.UNIT);
            check(
                    all(Journals.history(source, literal, Stretch.ALL, true)),
                    journalctl(damaged, UNIT));
            check(live, journalctl(damaged, UNIT, "_UID=" + TestingEntry.OWNER));
            return history.tally().damaged() + live.tally().damaged();
        } catch (Refusal refused) {
            assertEquals(Refusal.Kind.BAD_INPUT, refused.kind());
            return 1;
        }
    }

    private static void check(Reading reading, List<String> expected) {
        List<String> whole =
                reading.messages().stream().filter(MESSAGE.asMatchPredicate()).toList();
        assertEquals(whole.stream().distinct().toList(), whole, "twice");
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(whole);
        // Such as one that lost its unit, which indices may still know.
        long counted = reading.tally().untrusted() + reading.tally().damaged();
        assertTrue(missing.size() <= counted, () -> missing + ": " + reading.tally());
    }

    private static List<String> journalctl(Path file, String... matches) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("journalctl", "--output=cat", "--file=" + file));
        command.addAll(List.of(matches));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = process.inputReader(ISO_8859_1)) {
            return lines.lines().filter(MESSAGE.asMatchPredicate()).toList();
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
