package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.NOON;
import static postwarden.journal.Reading.all;
import static postwarden.journal.Reading.noonPlus;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.until;
import static postwarden.journal.Reading.watched;
import static postwarden.testing.TestingEntry.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Entry;
import postwarden.Journal;
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
        byte[] bytes = Files.readAllBytes(write("whole.journal"));
        int first = new String(bytes, ISO_8859_1).indexOf("MESSAGE=message 0") - 100;
        Random random = new Random(20251124);
        long noticed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // What lies between the header and the first object is mostly empty hash tables.
            int from =
                    round % 8 == 0
                            ? random.nextInt(256)
                            : first + random.nextInt(used(bytes) - first);
            noticed += readBothWays(damaged(flipped(bytes, from, random)));
        }
        assertTrue(noticed > 0, "nothing of it was noticed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_UID=" + TestingEntry.OWNER, UNIT})
    void whatOneIndexHidesIsFoundByAnother(String match) throws IOException {
        JournalBytes bytes = new JournalBytes(Files.readAllBytes(write("whole.journal")));
        bytes.eraseIndex(match);
        Path damaged = damaged(bytes.all());
        int found = journalctl(damaged, match).size();
        assertTrue(0 < found && found < ENTRIES, "it hides what follows it: " + found);
        try (Journal journal = live(damaged, Start.oldest())) {
            Reading reading = toTail(journal);
            assertEquals(messages(0), reading.messages());
            assertEquals(noonPlus(ENTRIES - 1), reading.end().orElseThrow().time());
            assertEquals(match.equals(UNIT), reading.tally().damaged() == 0);
            try (TestingJournal writer = new TestingJournal(damaged)) {
                for (int i = ENTRIES; i < 2 * ENTRIES; i++) {
                    writer.write(postfix(noonPlus(i), "message " + i));
                    assertEquals(List.of("message " + i), until(1, journal).messages());
                }
            }
            assertEquals(List.of(), toTail(journal).messages());
        }
    }

    /** As it looks while journald adds an entry to one index after the other. */
    @Test
    void whatOneIndexDoesNotKnowYetIsNoDamage() throws IOException {
        Path whole =
                TestingJournal.write(
                        directory.resolve("whole.journal"),
                        IntStream.range(0, 9)
                                .mapToObj(i -> postfix(NOON.plusMillis(i), "message " + i))
                                .toList());
        JournalBytes bytes = new JournalBytes(Files.readAllBytes(whole));
        bytes.eraseIndex("_UID=" + TestingEntry.OWNER);
        Reading reading = all(live(damaged(bytes.all()), Start.oldest()));
        assertTrue(reading.entries().size() < 9, reading.messages().toString());
        assertEquals(0, reading.tally().damaged());
    }

    @Test
    void anEntryThatASeekCannotPassHidesNothingButItself() throws IOException {
        JournalBytes bytes = new JournalBytes(Files.readAllBytes(write("whole.journal")));
        bytes.eraseFirst("_UID=" + TestingEntry.OWNER);
        Path damaged = damaged(bytes.all());
        assertEquals(messages(1), all(live(damaged, Start.oldest())).messages());
        assertEquals(messages(10), all(live(damaged, new Start.Since(noonPlus(10)))).messages());
        Stretch stretch = new Stretch(noonPlus(10), Optional.empty());
        Source source = new Source.Files(List.of(damaged));
        Reading history = all(Journals.history(source, WATCHED, stretch, true));
        assertEquals(messages(10), history.messages());
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
            assertEquals(Refusal.Kind.UNAVAILABLE, refused.kind());
            return 1;
        }
    }

    private static void check(Reading reading, List<String> expected) {
        List<String> cursors = reading.entries().stream().map(Entry::cursor).toList();
        assertEquals(cursors.stream().distinct().toList(), cursors, "twice");
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(reading.messages());
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

    private Path write(String name) {
        return TestingJournal.write(
                directory.resolve(name),
                IntStream.range(0, ENTRIES)
                        .mapToObj(i -> postfix(noonPlus(i), "message " + i))
                        .toList());
    }

    private Path damaged(byte[] bytes) throws IOException {
        Path alone = Files.createDirectories(directory.resolve("damaged"));
        return Files.write(alone.resolve("damaged.journal"), bytes);
    }

    private static List<String> messages(int from) {
        return IntStream.range(from, ENTRIES).mapToObj(i -> "message " + i).toList();
    }

    private static Journal live(Path file, Start start) {
        return Journals.live(new Source.Directory(file.getParent()), WATCHED, start);
    }

    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }
}
