package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.control.BanReport;
import postwarden.control.Request;
import postwarden.testing.LedgerRows;
import postwarden.testing.TestingDaemon;

/** {@code postwarden ledger}, beside a running daemon and without one. */
class LedgerCommandTest {
    private static final String OFFENDER = "203.0.113.9";

    @TempDir private Path directory;
    private TestingDaemon guard;
    private Path ledger;
    private Path backup;

    @BeforeEach
    void judgeSomething() throws IOException {
        guard = new TestingDaemon(directory);
        ledger = directory.resolve("ledger.db");
        backup = directory.resolve("backup.db");
        guard.start();
        TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
        guard.judged();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void aBackupBesideTheRunningDaemonIsWholeAndCanBePutBack() throws IOException {
        String shown = run(0, "backup", backup.toString()).out();
        assertTrue(shown.startsWith("ledger      " + backup + "\ndamaged     no\n"), shown);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals(List.of(backup), beside("backup.db"), "one file");
        JsonNode check = run(0, "check", backup.toString(), "--json").json();
        assertEquals(2, check.path("strikes").asInt());
        assertEquals(1, check.path("bans").asInt());
        assertTrue(check.path("last_entry").isTextual());
        assertEquals("[]", check.path("damage").toString());

        guard.log("lost connection after AUTH from unknown[198.51.100.1]");
        guard.judged();
        guard.stop();
        List<String> before = LedgerRows.of(ledger);
        for (Path file : beside("ledger.db")) {
            Files.delete(file);
        }
        Files.copy(backup, ledger);
        guard.start();
        guard.log("connect from unknown[198.51.100.2]");
        guard.judged();
        assertEquals(OFFENDER, guard.ask(new Request.Bans(false), BanReport[].class)[0].offender());
        guard.stop();
        assertEquals(withoutPosition(before), withoutPosition(LedgerRows.of(ledger)));
    }

    @Test
    void withoutADaemonAllIsTheSame() {
        guard.stop();
        JsonNode check = run(0, "check", "--json").json();
        assertEquals(ledger.toString(), check.path("file").asText());
        assertEquals(2, check.path("strikes").asInt());
        run(0, "backup", backup.toString());
        assertEquals(LedgerRows.of(ledger), LedgerRows.of(backup));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(backup, "precious");
        CommandLine run = run(65, "backup", backup.toString());
        assertEquals("postwarden: " + backup + ": is there already\n", run.err());
        assertEquals("precious", Files.readString(backup));
    }

    @Test
    void aDamagedLedgerIsSaidToBeSoAndNotBackedUp() throws IOException {
        guard.stop();
        try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
            file.seek(4096);
            file.write(new byte[40_960]);
        }
        CommandLine check = run(78, "check");
        assertTrue(check.out().contains("damaged     YES\n"), check.out());
        assertTrue(run(78, "check", "--json").json().path("damage").size() > 0);
        CommandLine refused = run(78, "backup", backup.toString());
        assertTrue(
                refused.err().startsWith("postwarden: " + ledger + ": is damaged"), refused.err());
        assertFalse(Files.exists(backup));
    }

    @Test
    void whatIsMissingOrWrongIsOneSentence() throws IOException {
        assertEquals(
                "postwarden: " + backup + ": there is no ledger\n",
                run(69, "check", backup.toString()).err());
        Files.writeString(backup, "a text ".repeat(1000));
        assertTrue(run(78, "check", backup.toString()).err().contains("is not a ledger"));
        assertTrue(run(64, "backup").err().contains("backup wants the FILE to write"));
        assertTrue(run(64, "mend").err().contains("'mend' is neither check nor backup"));
        assertTrue(
                run(77, "backup", "/proc/no/backup.db")
                        .err()
                        .contains("may this user write there?"));
    }

    /** The daemon could not use files beside its ledger that are root's. */
    @Test
    void whatRootLeavesBesideTheLedgerIsItsOwners() throws Exception {
        guard.stop();
        Process killed =
                guard.process(
                        TestingDaemon.program(guard.configuration(), directory.resolve("log")));
        guard.await("the WAL", () -> Files.exists(directory.resolve("ledger.db-wal")));
        killed.destroyForcibly().waitFor();
        Files.deleteIfExists(directory.resolve("ledger.db-shm"));
        for (Path file : beside("ledger.db")) {
            Files.setAttribute(file, "unix:uid", 4711);
        }
        run(0, "check");
        run(0, "backup", backup.toString());
        for (Path file : beside("ledger.db")) {
            assertEquals(4711, Files.getAttribute(file, "unix:uid"), file.toString());
        }
    }

    private CommandLine run(int exit, String... arguments) {
        String[] all =
                Stream.concat(
                                Stream.of("ledger", "--config", guard.configuration().toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        CommandLine run = CommandLine.run(all);
        assertEquals(exit, run.exit(), run.out() + run.err());
        return run;
    }

    private List<Path> beside(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
        }
    }

    private static List<String> withoutPosition(List<String> rows) {
        return rows.stream().filter(row -> !row.startsWith("position")).toList();
    }
}
