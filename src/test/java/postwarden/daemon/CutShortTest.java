package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/**
 * A journal file is cut short under the daemon, which no JVM survives. Started again, it goes on,
 * judges nothing twice, and says why it ended and what is gone.
 */
@Faults
class CutShortTest {
    private static final int ROUNDS = Faults.Rounds.of(3, 50);

    @TempDir private Path directory;

    @Test
    void theNextStartGoesOnAndSaysWhatHappened() throws Exception {
        try (TestingDaemon guard = new TestingDaemon(directory)) {
            Process process = start(guard);
            for (int i = 1; i <= ROUNDS; i++) {
                String client = "198.51.100." + i;
                Path file = directory.resolve("journal/cut" + i + ".journal");
                TestingJournal.write(file, List.of(strike(client)));
                int strikes = 2 * i - 1;
                guard.await("the first strike", () -> strikes().size() == strikes);
                cut(file);
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it is still running");
                guard.log(strike(client));
                process = start(guard);
                guard.await("the second strike", () -> strikes().size() == strikes + 1);
                String warnings = warnings(guard);
                assertTrue(
                        warnings.matches(
                                "(?s).*ended without a stop: SIGBUS in libsystemd\\.so\\.0.*"),
                        warnings);
                assertTrue(warnings.contains("the journal lacks"), warnings);
            }
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not stop");
            process = start(guard);
            String warnings = warnings(guard);
            assertTrue(!warnings.contains("without a stop"), warnings);
            process.destroy();
            process.waitFor();
        }
        assertEquals(
                Stream.iterate(1, i -> i <= ROUNDS, i -> i + 1)
                        .map(i -> "198.51.100." + i + "|")
                        .toList(),
                rows("SELECT offender FROM ban ORDER BY id"));
        assertEquals(2 * ROUNDS, strikes().size());
    }

    private Process start(TestingDaemon guard) {
        Path log = directory.resolve("daemon.log");
        Process process = guard.process(TestingDaemon.program(guard.configuration(), log));
        guard.await("guarding", () -> answers(guard) || !process.isAlive());
        assertTrue(process.isAlive(), () -> text(log));
        return process;
    }

    private static String warnings(TestingDaemon guard) {
        return String.join("\n", guard.ask(new Request.Status(), StatusReport.class).warnings());
    }

    private static boolean answers(TestingDaemon guard) {
        try {
            warnings(guard);
            return true;
        } catch (Refusal notYet) {
            return false;
        }
    }

    private static TestingEntry strike(String client) {
        return postfix(
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                "lost connection after AUTH from unknown[" + client + "]");
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private List<String> strikes() {
        return rows("SELECT offender, verdict FROM strike ORDER BY id");
    }

    private List<String> rows(String query) {
        return LedgerRows.of(directory.resolve("ledger.db"), query);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
