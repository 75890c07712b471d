package postwarden.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Entry;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;

/**
 * The power fails. Turns are committed without waiting for the disk, so of what was written since
 * SQLite last waited any sector may be missing: in the WAL, and, while the WAL is put into the
 * ledger (for which SQLite waits, before and after), in the ledger.
 */
@Faults
class PowerLossTest {
    private static final int LOSSES = Faults.Rounds.of(20, 2000);
    private static final int SECTOR = 512;
    private static final List<Entry> JOURNAL = Course.journal(600, 11);

    @TempDir private Path directory;
    private Path file;
    private List<String> undisturbed;

    @BeforeEach
    void judgeUndisturbed() {
        file = directory.resolve("state/ledger.db");
        undisturbed = Course.undisturbed(directory.resolve("undisturbed.db"), JOURNAL);
    }

    /** What a disk had when the power failed: the ledger and its WAL. */
    private static final class Disk {
        final byte[] ledger;
        final byte[] wal;

        Disk(byte[] ledger, byte[] wal) {
            this.ledger = ledger;
            this.wal = wal;
        }
    }

    @Test
    void aLostTailOfTheLogIsReadAgain() throws IOException {
        Random random = new Random(20261125);
        int lost = 0;
        for (int i = 0; i < LOSSES; i++) {
            Path running = directory.resolve("running-" + i + ".db");
            Disk before;
            Disk after;
            long committed;
            try (Course course = new Course(running, JOURNAL, random)) {
                course.turns(1 + random.nextInt(80));
                before = disk(running);
                course.turns(1 + random.nextInt(20));
                after = disk(running);
                committed = strikes(running);
            }
            place(new Disk(after.ledger, torn(before.wal, after.wal, random)));
            lost += strikes(file) < committed ? 1 : 0;
            assertGoesOn(random);
        }
        assertTrue(lost > LOSSES / 4, "some lose turns: " + lost);
    }

    @Test
    void aLogThatWasHalfPutIntoTheLedgerIsPutIntoItAgain() throws IOException, SQLException {
        Random random = new Random(4);
        for (int i = 0; i < LOSSES; i++) {
            Path running = directory.resolve("running-" + i + ".db");
            Disk before;
            Disk after;
            long committed;
            try (Course course = new Course(running, JOURNAL, random)) {
                course.turns(1 + random.nextInt(80));
                before = disk(running);
                committed = strikes(running);
                try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + running)) {
                    other.createStatement().execute("PRAGMA wal_checkpoint(FULL)");
                }
                after = disk(running);
            }
            assertFalse(Arrays.equals(before.ledger, after.ledger), "some of it is new");
            place(new Disk(mixed(before.ledger, after.ledger, random), before.wal));
            assertEquals(committed, strikes(file), "nothing is lost");
            assertGoesOn(random);
        }
    }

    private void assertGoesOn(Random random) {
        try (Course course = new Course(file, JOURNAL, random)) {
            course.finish();
        }
        assertEquals(undisturbed, LedgerRows.of(file));
        assertTrue(Check.of(file).isGood());
    }

    /** Without the index of the WAL, which is memory and gone. */
    private void place(Disk disk) throws IOException {
        Beside beside = new Beside(file);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(beside.shm());
        Files.write(file, disk.ledger);
        Files.write(beside.wal(), disk.wal);
    }

    private static Disk disk(Path ledger) throws IOException {
        Path wal = new Beside(ledger).wal();
        return new Disk(
                Files.readAllBytes(ledger),
                Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0]);
    }

    /** Cut short, or with sectors that never came: they hold what was there before, or nothing. */
    private static byte[] torn(byte[] before, byte[] after, Random random) {
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(after, random.nextInt(after.length + 1));
        }
        byte[] torn = after.clone();
        int first = random.nextInt(after.length);
        for (int at = first / SECTOR * SECTOR; at < torn.length; at += SECTOR) {
            if (random.nextInt(8) == 0) {
                for (int i = at; i < Math.min(at + SECTOR, torn.length); i++) {
                    torn[i] = i < before.length ? before[i] : 0;
                }
            }
        }
        return torn;
    }

    /** Some of its sectors are new already. */
    private static byte[] mixed(byte[] before, byte[] after, Random random) {
        byte[] mixed = Arrays.copyOf(before, after.length);
        for (int at = 0; at < mixed.length; at += SECTOR) {
            if (random.nextBoolean()) {
                System.arraycopy(after, at, mixed, at, Math.min(SECTOR, mixed.length - at));
            }
        }
        return mixed;
    }

    /** None if not even the tables were written. */
    private static long strikes(Path ledger) {
        String tables = "SELECT 1 FROM sqlite_schema WHERE name = 'strike'";
        if (LedgerRows.of(ledger, tables).isEmpty()) {
            return 0;
        }
        String count = LedgerRows.of(ledger, "SELECT count(*) FROM strike").getFirst();
        return Long.parseLong(count.replace("|", ""));
    }
}
