package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.journal.Reading.await;
import static postwarden.journal.Reading.toTail;
import static postwarden.journal.Reading.until;
import static postwarden.journal.Reading.watched;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Gap;
import postwarden.Journal;
import postwarden.Watched;
import postwarden.testing.Faults;
import postwarden.testing.SmallDisk;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournald;

/**
 * What happens to a journal while it is followed, done by the real journald: each entry is read
 * once, and what is gone is told. One that is written has a number as its message.
 */
@Faults
class JournalFaultsTest {
    private static final int ROTATIONS = Faults.Rounds.of(30, 1000);
    private static final int RESTARTS = Faults.Rounds.of(10, 200);
    private static final int FILES = Faults.Rounds.of(300, 2000);
    private static final int FILLINGS = Faults.Rounds.of(3, 50);
    private static final String NO_LIMIT = "RateLimitIntervalSec=0";
    private static final String NO_VACUUM =
            "RuntimeMaxFiles=100000\nRuntimeMaxUse=8G\nRuntimeKeepFree=1M";

    /** Whatever the unit: that of the tests, where systemd runs. */
    private static final Watched WATCHED = watched(Optional.of(Set.of(TestingJournald.OWNER)), "*");

    @TempDir private Path directory;
    private TestingJournald journald;
    private Journal journal;
    private Reading reading;
    private int written;

    @AfterEach
    void close() {
        if (journal != null) {
            journal.close();
        }
        journald.close();
    }

    @Test
    void rotationInALoopLosesNothing() throws IOException {
        follow(NO_LIMIT);
        write(10);
        readAll();
        long others = othersOpen();
        for (int i = 0; i < ROTATIONS; i++) {
            journald.rotate();
            write(3);
            if (i % 3 == 0) {
                readAll();
            }
            vacuum(4);
        }
        readAll();
        assertEquals(List.of(), reading.gaps());
        await(() -> read() && othersOpen() == others);
    }

    @Test
    void whatIsVacuumedWhileItIsReadIsAGap() throws Exception {
        follow(NO_LIMIT);
        write(19);
        readAll();
        rotateNow();
        write(10);
        readAll();
        try (Journal behind = live(Start.oldest())) {
            Batch first = behind.read(10);
            vacuum(0);
            Reading rest = until(10, behind);
            int last = Integer.parseInt(first.entries().getLast().message());
            assertTrue(last < 19, "nothing was unread");
            assertEquals(numbers(20, 30), numbers(rest));
            Gap gap = rest.gaps().getFirst();
            assertEquals(first.end().orElseThrow().time(), gap.from());
            assertFalse(gap.to().isAfter(rest.entries().getFirst().time()));
            assertEquals(1, rest.gaps().size());
        }
    }

    @Test
    void whatIsVacuumedWhenItWasReadIsNone() throws Exception {
        follow(NO_LIMIT);
        for (int i = 0; i < 5; i++) {
            write(10);
            readAll();
            rotateNow();
            vacuum(0);
            read();
        }
        write(10);
        readAll();
        assertEquals(List.of(), reading.gaps());
    }

    @Test
    void journaldStoppedAndStartedLosesNothing() {
        follow(NO_LIMIT);
        for (int i = 0; i < RESTARTS; i++) {
            write(3);
            taken();
            if (i % 2 == 0) {
                read();
            }
            journald.stop();
            journald.start();
        }
        write(3);
        readAsJournalctl();
        assertEquals(List.of(), reading.gaps());
    }

    @Test
    void journaldKilledLosesNothingThatWasWritten() {
        follow(NO_LIMIT, NO_VACUUM); // each killed one leaves a file
        for (int i = 0; i < RESTARTS; i++) {
            write(3);
            taken();
            journald.kill();
            journald.start();
        }
        write(3);
        readAsJournalctl();
    }

    @Test
    void filesThatMoveFromRunToVarAreReadOnThere() {
        // What is on a disk journald would not remove from /run.
        try (SmallDisk memory = SmallDisk.inMemory(directory.resolve("memory"), 64)) {
            follow(memory.directory(), NO_LIMIT);
            write(200);
            readAll();
            Journal behind = live(Start.oldest());
            Reading both = read(behind, 50);
            journald.flush();
            await(() -> list(journald.runtime()).findAny().isEmpty());
            write(10);
            readAll();
            both = both.plus(until(written - numbers(both).size(), behind));
            assertEquals(numbers(0, written), numbers(both));
            assertEquals(List.of(), both.gaps());
            assertEquals(List.of(), reading.gaps());
            behind.close();
            journald.close();
        }
    }

    @Test
    void filesThatAreNoneDoNoHarm() throws IOException {
        follow(NO_LIMIT);
        Files.createFile(journald.runtime().resolve("empty.journal"));
        Files.createFile(journald.runtime().resolve("system@empty.journal"));
        Files.writeString(journald.runtime().resolve("system@text.journal"), "text\n".repeat(9999));
        Files.createDirectory(journald.runtime().resolve("system@directory.journal"));
        write(10);
        readAll();
        journal.close();
        open(Start.oldest());
        readAll();
    }

    @Test
    void thousandsOfFilesAreReadAndLetGo() throws Exception {
        follow(NO_LIMIT, NO_VACUUM);
        for (int i = 0; i < FILES; i++) {
            write(1);
            rotateNow();
        }
        write(1);
        readAll();
        journal.close();
        long none = openFiles();
        open(Start.oldest());
        readAll();
        assertEquals(List.of(), reading.gaps());
        assertTrue(openFiles() - none > FILES, "all of them are open");
        journal.close();
        assertEquals(none, openFiles());
    }

    @Test
    void aFullDiskLosesNothingThatWasWritten() throws IOException {
        try (SmallDisk disk = SmallDisk.inMemory(directory.resolve("disk"), 64)) {
            follow(disk.directory(), NO_LIMIT, "RuntimeKeepFree=1M");
            for (int i = 0; i < FILLINGS; i++) {
                write(100);
                disk.fill();
                write(20_000); // more than fits into what the files have reserved
                read();
                disk.makeRoom();
            }
            int last = written;
            write(1);
            await(() -> read() && numbers(reading).contains(last));
            List<Integer> seen = numbers(reading);
            assertEquals(seen.size(), Set.copyOf(seen).size(), "some were read twice");
            // Within a microsecond libsystemd has no order if journald began another numbering.
            List<Instant> times = reading.entries().stream().map(Entry::time).toList();
            assertEquals(times.stream().sorted().toList(), times);
            assertTrue(seen.containsAll(journalctl()), "another reader finds more");
            assertTrue(seen.size() < written, "the disk was full");
            journald.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_inotify_instances", "max_inotify_watches"})
    void withoutInotifyRotationLosesNothing(String limit) throws Exception {
        follow(NO_LIMIT);
        Process follower = follower(limit);
        try (BufferedReader seen = follower.inputReader()) {
            for (int i = 0; i < 5; i++) {
                assertEquals(String.valueOf(written - 1), seen.readLine());
                rotateNow();
                write(1);
            }
        } finally {
            follower.destroy();
        }
    }

    private void follow(String... settings) {
        follow(directory, settings);
    }

    private void follow(Path where, String... settings) {
        journald = new TestingJournald(where, settings);
        write(1);
        taken();
        open(Start.oldest());
    }

    private void open(Start start) {
        journal = live(start);
        reading = toTail(journal);
    }

    private Journal live(Start start) {
        return Journals.live(new Source.Directory(journald.directory()), WATCHED, start);
    }

    /** A process that may not have any of what the limit is for. */
    private Process follower(String limit) throws IOException {
        return new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "sh",
                        "-c",
                        "echo 0 >/proc/sys/user/" + limit + " && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** It is done when this returns. */
    private void rotateNow() {
        Object before = activeFile();
        journald.rotate();
        await(() -> !before.equals(activeFile()));
    }

    /** Which one it is, whatever its name. */
    private Object activeFile() {
        try {
            Path file = journald.runtime().resolve("system.journal");
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException between) {
            return activeFile();
        }
    }

    private void write(int entries) {
        journald.write(
                IntStream.range(written, written + entries)
                        .mapToObj(String::valueOf)
                        .toArray(String[]::new));
        written += entries;
    }

    /** Each that was written so far, once and in order. */
    private void readAll() {
        await(() -> read() && numbers(reading).size() >= written);
        assertEquals(numbers(0, written), numbers(reading));
    }

    private boolean read() {
        reading = reading.plus(toTail(journal, 512));
        return true;
    }

    /** journald has its own entries, too. */
    private static List<Integer> numbers(Reading reading) {
        return reading.messages().stream()
                .filter(message -> message.matches("[0-9]+"))
                .map(Integer::valueOf)
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** journald has written it down. */
    private void taken() {
        await(() -> journalctl().contains(written - 1));
    }

    /** A journald that has just started now and then does not tell an entry's unit. */
    private void readAsJournalctl() {
        taken();
        List<Integer> expected = journalctl("_SYSTEMD_UNIT=" + TestingEntry.UNIT);
        await(() -> read() && numbers(reading).size() >= expected.size());
        assertEquals(expected, numbers(reading));
        assertTrue(expected.size() > written / 2, "most of them have one");
    }

    /** What another reader of the same files finds. */
    private List<Integer> journalctl(String... matches) {
        List<String> command = new ArrayList<>(List.of("journalctl", "--output=cat"));
        command.add("--directory=" + journald.directory());
        command.add("SYSLOG_IDENTIFIER=postfix/smtpd");
        command.addAll(List.of(matches));
        try (BufferedReader lines =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .inputReader()) {
            return lines.lines().map(Integer::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reading read(Journal journal, int entries) {
        Batch batch = journal.read(entries);
        return new Reading(batch.entries(), batch.end(), batch.tally(), List.of());
    }

    /** So many archived files stay. */
    private void vacuum(int files) throws IOException {
        List<Path> archived =
                files().filter(file -> file.toString().contains("@")).sorted().toList();
        for (Path file : archived.subList(0, Math.max(0, archived.size() - files))) {
            Files.delete(file);
        }
    }

    private Stream<Path> files() {
        return Stream.of(journald.runtime(), journald.persistent())
                .flatMap(JournalFaultsTest::list)
                .filter(file -> file.toString().endsWith(".journal"));
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Those that are not the journal's. */
    private long othersOpen() {
        return openFiles() - files().count();
    }

    private static long openFiles() {
        return list(Path.of("/proc/self/fd")).count();
    }
}
