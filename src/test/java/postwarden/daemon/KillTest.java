package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;

/**
 * The daemon as a process, killed (SIGKILL) again and again while the journal grows. In the end,
 * strikes, verdicts, bans, cursor and kernel are those of a daemon that nobody disturbed.
 */
@Faults
class KillTest {
    private static final int KILLS = Faults.Rounds.of(50, 1000);
    private static final long SEED = 20261124;

    /** From before the first sign of life to well into the watch. */
    private static final int LONGEST_LIFE_MILLIS = 1400;

    private static final Pattern ELEMENT = Pattern.compile("([0-9a-f:.]+) timeout");

    @TempDir private Path killedDirectory;
    @TempDir private Path undisturbedDirectory;

    @Test
    void nothingIsLostAndNothingIsCountedTwice() throws Exception {
        Random random = new Random(SEED);
        try (TestingDaemon killed = new TestingDaemon(killedDirectory);
                TestingDaemon undisturbed = new TestingDaemon(undisturbedDirectory)) {
            for (TestingDaemon each : List.of(killed, undisturbed)) {
                each.with("[storm]\noffenders = 20\nwithin = \"5s\"\n").withRules(" off\n", "\n");
            }
            undisturbed.start();
            AtomicBoolean growing = new AtomicBoolean(true);
            List<TestingEntry> written = new ArrayList<>();
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> grow(growing, List.of(killed, undisturbed), written));
            for (int i = 0; i < KILLS; i++) {
                killSoon(killed, random);
            }
            growing.set(false);
            writer.join();
            killed.start();
            killed.judged();
            undisturbed.judged();
            assertTrue(written.size() > 1000, "entries: " + written.size());
            assertEquals(kernel(undisturbed), kernel(killed));
            killed.stop();
            undisturbed.stop();
            List<String> expected = LedgerRows.of(undisturbedDirectory.resolve("ledger.db"));
            assertTrue(
                    expected.stream().filter(row -> row.startsWith("ban|")).count() > 50,
                    "bans are among what is compared");
            for (String part : List.of("|held back: ", "forgiven|", "pace|")) {
                assertTrue(expected.stream().anyMatch(row -> row.contains(part)), part);
            }
            List<String> rows = LedgerRows.of(killedDirectory.resolve("ledger.db"));
            assertEquals(List.of(), LedgerRows.difference(expected, rows));
            assertTrue(expected.equals(rows), "and in the same order");
        }
    }

    /**
     * Strikes of ever new offenders, some of them old acquaintances, harmless entries, a storm that
     * comes and goes, and what is forgiven.
     */
    private static void grow(
            AtomicBoolean growing, List<TestingDaemon> journals, List<TestingEntry> written) {
        Random random = new Random(SEED);
        while (growing.get()) {
            int offender = written.size() / 40 + random.nextInt(10);
            String client = "198.51." + offender / 250 + "." + (1 + offender % 250);
            String message = message(client, random.nextInt(8));
            TestingEntry entry =
                    TestingEntry.postfix(Instant.now().truncatedTo(ChronoUnit.MICROS), message);
            written.add(entry);
            journals.forEach(journal -> journal.log(entry));
            pause(random.nextInt(20));
        }
    }

    private static String message(String client, int what) {
        return switch (what) {
            case 0 -> "connect from unknown[" + client + "]";
            case 1 -> "9C2F01E0A1B: client=unknown[" + client + "]";
            case 2, 3, 4 ->
                    "NOQUEUE: reject: RCPT from unknown["
                            + client
                            + "]: 450 4.7.25 Client host rejected: cannot find your hostname, ["
                            + client
                            + "]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>";
            default -> "lost connection after AUTH from unknown[" + client + "]";
        };
    }

    private static void killSoon(TestingDaemon daemon, Random random)
            throws IOException, InterruptedException {
        Process process =
                daemon.process(TestingDaemon.program(daemon.configuration(), killedLog(daemon)));
        try {
            // Half of the lives begin only when the daemon guards: so that most of them reach the
            // watch.
            if (random.nextBoolean()) {
                daemon.await(
                        "guarding",
                        () -> !process.isAlive() || contains(killedLog(daemon), "guarding"));
            }
            pause(random.nextInt(LONGEST_LIFE_MILLIS));
            assertTrue(process.isAlive(), () -> "it lives until it is killed: " + text(daemon));
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Path killedLog(TestingDaemon daemon) {
        return daemon.configuration().resolveSibling("daemon.log");
    }

    private static String text(TestingDaemon daemon) {
        try {
            return Files.readString(killedLog(daemon));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean contains(Path file, String word) {
        try {
            return Files.readString(file).contains(word);
        } catch (IOException e) {
            return false;
        }
    }

    /** The elements of the ban sets; what is left of their time differs by the time of asking. */
    private static Set<String> kernel(TestingDaemon daemon) {
        String set = daemon.command("nft", "list", "set", "inet", "postwarden", "banned4");
        Set<String> elements = new TreeSet<>();
        ELEMENT.matcher(set).results().map(MatchResult::group).forEach(elements::add);
        return elements;
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
