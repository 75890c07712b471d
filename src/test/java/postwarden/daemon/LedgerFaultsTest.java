package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.LedgerException;
import postwarden.Refusal;
import postwarden.control.BanReply;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;
import postwarden.testing.LockHolder;
import postwarden.testing.SmallDisk;
import postwarden.testing.TestingDaemon;

/**
 * A disk that is full, turns read-only, or gives back what nobody wrote; a lock that others hold.
 * In the end the ledger is that of a daemon that judged the journal undisturbed.
 */
@Faults
class LedgerFaultsTest {
    private static final int FILLINGS = Faults.Rounds.of(4, 200);
    private static final int DAMAGES = Faults.Rounds.of(2, 50);
    private static final int MEGABYTES = 64;

    @TempDir private Path directory;
    private final Random random = new Random(20261125);
    private TestingDaemon guard;
    private Path ledger;
    private int written;

    @BeforeEach
    void open() throws IOException {
        guard = new TestingDaemon(directory);
        ledger = directory.resolve("ledger.db");
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void aFullDiskLosesNothing() throws IOException {
        try (SmallDisk disk = SmallDisk.inMemory(directory.resolve("disk"), MEGABYTES)) {
            keepLedgerOn(disk);
            guard.start();
            int troubles = 0;
            for (int i = 0; i < FILLINGS; i++) {
                strikes(random.nextInt(40));
                disk.fill();
                strikes(20);
                troubles += isTroubledOrDone() ? 1 : 0;
                if (random.nextInt(3) == 0) {
                    guard.stop();
                    startOnFullDisk(disk);
                }
                disk.makeRoom();
            }
            assertTrue(troubles > 0, "the full disk was noticed");
            assertEndsAsUndisturbed();
            guard.stop();
        }
    }

    @Test
    void aDiskThatTurnsReadOnlyLosesNothing() throws IOException {
        try (SmallDisk disk = SmallDisk.inFile(directory.resolve("disk"), MEGABYTES)) {
            keepLedgerOn(disk);
            guard.start();
            strikes(20);
            strike("198.18.0.1");
            guard.judged();
            disk.turnReadOnly();
            strike("198.18.0.1");
            guard.await("the ban", () -> kernelHolds("198.18.0.1"));
            strikes(20);
            guard.await("the trouble to be known", () -> warns("ledger: "));
            assertFalse(status().guarding());
            guard.stop();
            disk.mend();
            guard.start();
            strikes(20);
            assertEndsAsUndisturbed();
            guard.stop();
        }
    }

    @Test
    void aLockThatAnotherProcessHoldsLosesNothing() throws IOException {
        guard.start();
        strikes(10);
        strike("198.18.0.1");
        strike("198.18.0.2");
        guard.judged();
        LockHolder.during(
                ledger,
                () -> {
                    strike("198.18.0.1");
                    guard.await("the ban", () -> kernelHolds("198.18.0.1"));
                    strikes(10);
                    guard.await("the trouble to be known", () -> warns("ledger: "));
                    assertFalse(status().guarding());
                });
        guard.judged();
        assertTrue(status().guarding());
        LockHolder.during( // for ever, as far as this daemon goes
                ledger,
                () -> {
                    strike("198.18.0.2");
                    guard.await("the trouble to be known", () -> warns("ledger: "));
                    guard.stop();
                    guard.command("nft", "flush", "set", "inet", "postwarden", "banned4");
                    guard.start();
                    guard.await("the ban", () -> kernelHolds("198.18.0.2"));
                    assertTrue(kernelHolds("198.18.0.1"), "a start needs no lock");
                });
        assertEndsAsUndisturbed();
    }

    @Test
    void damageIsNoticedWhileItRunsAndMendedByTheCopyAndTheJournal() throws IOException {
        guard.start();
        for (int i = 0; i < DAMAGES; i++) {
            strikes(30);
            String byHand = "198.51.100." + (1 + i);
            guard.await("the copy", () -> Files.exists(copy()));
            guard.ask(new Request.Ban(byHand, "1d", null, false), BanReply.class);
            strikes(30);
            guard.judged();
            overwriteAll();
            String asked = byHand;
            Refusal refusal =
                    assertThrows(
                            Refusal.class, () -> guard.ask(new Request.Why(asked), Object.class));
            assertTrue(refusal.getMessage().contains("is damaged: "), refusal.getMessage());
            guard.await("the restored ledger", this::isRestored);
            assertTrue(Files.exists(directory.resolve("ledger.db.damaged")));
            strikes(10);
            guard.judged();
            assertTrue(kernelHolds(byHand));
            assertTrue(status().guarding());
            guard.stop(); // a second damage within a minute ends the daemon
            guard.start();
            guard.ask(new Request.Unban(List.of(byHand)), BanReply.class);
        }
        assertEndsAsUndisturbed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "missing"})
    void damageIsNoticedAtTheStartAndSaidInTheLog(String what) throws Exception {
        guard.start();
        strikes(30);
        guard.judged();
        guard.await("the copy", () -> Files.exists(copy()));
        strikes(30);
        guard.judged();
        guard.stop();
        if (what.equals("missing")) {
            Files.delete(ledger);
        } else {
            Files.write(ledger, new byte[100]);
        }
        Path log = directory.resolve("daemon.log");
        Process process = guard.process(TestingDaemon.program(guard.configuration(), log));
        guard.await("guarding", () -> read(log).contains("guarding"));
        String said = read(log);
        assertTrue(said.contains("error: " + ledger + ": is "), said);
        assertTrue(said.contains("its own copy took its place"), said);
        guard.await("the warning", this::isRestored);
        process.destroy();
        process.waitFor();
        guard.start();
        strikes(10);
        assertEndsAsUndisturbed();
    }

    @Test
    void withoutACopyItRefusesToStartAndTheKernelKeepsItsBans() throws Exception {
        guard.start();
        String banned = strikes(10);
        guard.judged();
        guard.await("the copy", () -> Files.exists(copy()));
        guard.stop();
        Files.delete(copy());
        Files.write(ledger, new byte[100]);
        Path log = directory.resolve("daemon.log");
        Process process = guard.process(TestingDaemon.program(guard.configuration(), log));
        assertEquals(78, process.waitFor(), () -> read(log));
        assertEquals(
                "postwarden: "
                        + ledger
                        + ": is not a ledger, nor any SQLite database; put a backup in its place,"
                        + " or move it away to begin anew\n",
                read(log));
        assertTrue(kernelHolds(banned));
        assertEquals(100, Files.size(ledger), "it is left as it is");
    }

    private void keepLedgerOn(SmallDisk disk) throws IOException {
        ledger = disk.directory().resolve("ledger.db");
        guard.with("[ledger]\nfile = \"" + ledger + "\"\n");
    }

    /** What a start needs may not fit either: then it is tried again, as systemd does. */
    private void startOnFullDisk(SmallDisk disk) {
        try {
            guard.start();
        } catch (LedgerException full) {
            assertFalse(full.isDamage(), full.getMessage());
            disk.makeRoom();
            guard.start();
        }
    }

    private boolean isTroubledOrDone() {
        boolean[] troubled = new boolean[1];
        guard.await(
                "trouble, or the commit",
                () -> {
                    troubled[0] = warns("ledger: ");
                    return troubled[0] || guard.isJudged();
                });
        return troubled[0];
    }

    /** The same journal, judged once more into another ledger. */
    private void assertEndsAsUndisturbed() throws IOException {
        strikes(1);
        guard.judged();
        guard.stop();
        List<String> disturbed = LedgerRows.of(ledger);
        guard.with("[ledger]\nfile = \"" + directory.resolve("undisturbed.db") + "\"\n").start();
        guard.judged();
        guard.stop();
        assertEquals(
                byRules(LedgerRows.of(directory.resolve("undisturbed.db"))), byRules(disturbed));
    }

    /** What the journal tells: the bans by hand of 198.51.100 are not in it. */
    private static List<String> byRules(List<String> rows) {
        assertTrue(rows.stream().anyMatch(row -> row.startsWith("ban|")), "there are bans");
        return rows.stream().filter(row -> !row.contains("|198.51.100.")).toList();
    }

    /** Each of ever new offenders strikes twice; the last of them. */
    private String strikes(int offenders) {
        String client = "";
        for (int i = 0; i <= offenders; i++) {
            client = "203.0." + written / 250 + "." + (1 + written % 250);
            written++;
            TestingDaemon.twoStrikes(client).forEach(guard::log);
        }
        return client;
    }

    private void strike(String client) {
        guard.log("lost connection after AUTH from unknown[" + client + "]");
    }

    /** All but the header: what is in nobody's memory is gone. */
    private void overwriteAll() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw");
                RandomAccessFile wal = new RandomAccessFile(ledger + "-wal", "rw")) {
            byte[] garbage = new byte[(int) file.length() - 100];
            random.nextBytes(garbage);
            file.seek(100);
            file.write(garbage);
            byte[] walGarbage = new byte[(int) wal.length()];
            random.nextBytes(walGarbage);
            wal.write(walGarbage);
        }
    }

    private Path copy() {
        return ledger.resolveSibling("ledger.db.copy");
    }

    private boolean isRestored() {
        try {
            return warns("its own copy took its place");
        } catch (Refusal notBackYet) {
            return false;
        }
    }

    private boolean warns(String words) {
        return status().warnings().stream().anyMatch(warning -> warning.contains(words));
    }

    private StatusReport status() {
        return guard.ask(new Request.Status(), StatusReport.class);
    }

    private boolean kernelHolds(String element) {
        return guard.command("nft", "list", "table", "inet", "postwarden").contains(element + " ");
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
