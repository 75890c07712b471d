package postwarden.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Ban;
import postwarden.Entry;
import postwarden.LedgerException;
import postwarden.Offender;
import postwarden.Refusal;
import postwarden.testing.Entries;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;

/** Bytes of a ledger's file that nobody wrote: its own copy, and the journal since, mend it. */
@Faults
class DamagedLedgerTest {
    private static final int PLACES = Faults.Rounds.of(60, 3000);
    private static final int PAGE = 4096;
    private static final List<Entry> JOURNAL = Course.journal(600, 7);

    @TempDir private Path directory;
    private Path file;
    private List<String> undisturbed;

    @BeforeEach
    void judgeUndisturbed() {
        file = directory.resolve("state/ledger.db");
        undisturbed = Course.undisturbed(directory.resolve("undisturbed.db"), JOURNAL);
        assertTrue(
                undisturbed.stream().filter(row -> row.startsWith("ban|")).count() > 20,
                "bans are among what is compared");
    }

    /**
     * SQLite keeps no checksums. What it does not notice is a value that no index holds, or what it
     * does not read at all; who struck when is in indices. The one row that says how far the
     * journal was read is spared here.
     */
    @Test
    void bytesOverwrittenAnywhereAreNoticedAndMended() throws IOException {
        Random random = new Random(20261125);
        Path whole = directory.resolve("whole.db");
        copyInTheMiddle(whole);
        int noticed = 0;
        for (int i = 0; i < PLACES; i++) {
            clear();
            place(whole);
            overwrite(random);
            noticed += recover(random) ? 1 : 0;
        }
        assertTrue(noticed > PLACES / 4, noticed + " of " + PLACES + " were noticed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "header",
                "zeros",
                "empty",
                "missing",
                "half",
                "text",
                "tables",
                "a column",
                "page size",
                "write version",
                "read version",
                "format"
            })
    void aLedgerThatIsNoneAnyMoreIsRestored(String what) throws IOException {
        Path whole = directory.resolve("whole.db");
        copyInTheMiddle(whole);
        place(whole);
        destroy(what);
        assertTrue(recover(new Random(3)), "it is noticed");
        assertTrue(
                what.equals("missing") || Files.exists(new Beside(file).damaged()),
                "the bad file is kept aside");
    }

    @Test
    void withoutACopyItIsRefusedWithWhatToDo() throws IOException {
        Path whole = directory.resolve("whole.db");
        copyInTheMiddle(whole);
        place(whole);
        Files.delete(new Beside(file).copy());
        destroy("half");
        byte[] before = Files.readAllBytes(file);
        LedgerException damage = assertThrows(LedgerException.class, this::touchAll);
        assertTrue(damage.isDamage());
        Refusal refusal = assertThrows(Refusal.class, () -> Restoration.of(file));
        assertEquals(Refusal.Kind.BAD_CONFIGURATION, refusal.kind());
        assertTrue(
                refusal.getMessage().contains("there is no good copy of it; put a backup"),
                refusal.getMessage());
        assertEquals(before.length, Files.size(file), "it is left as it is");
    }

    @Test
    void aCopyThatIsDamagedTooIsRefused() throws IOException {
        copyInTheMiddle(directory.resolve("whole.db"));
        Files.writeString(new Beside(file).copy(), "no longer a copy".repeat(100));
        Refusal refusal = assertThrows(Refusal.class, () -> Restoration.of(file));
        assertTrue(refusal.getMessage().contains("so is its copy"), refusal.getMessage());
    }

    @Test
    void aDamagedLedgerIsNotCopied() throws IOException {
        Path whole = directory.resolve("whole.db");
        copyInTheMiddle(whole);
        byte[] good = Files.readAllBytes(new Beside(file).copy());
        place(whole);
        damageAnIndex();
        LedgerException damage = assertThrows(LedgerException.class, this::check);
        assertTrue(damage.isDamage(), damage.getMessage());
        assertTrue(damage.getMessage().startsWith(file + ": is damaged: "), damage.getMessage());
        assertEquals(good.length, Files.size(new Beside(file).copy()), "the good copy stays");
        assertFalse(Files.exists(new Beside(file).unchecked()));
    }

    @Test
    void whatWasDoneByHandSinceTheCopyIsInIt() {
        Offender banned = Offender.parse("198.51.100.1").orElseThrow();
        Offender other = Offender.parse("198.51.100.2").orElseThrow();
        Offender lifted;
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            course.turns(60);
            course.copy();
            course.turns(60);
            course.ban(byHand(banned, course));
            lifted = Entries.bans(course.ledger(), course.now()).getFirst().offender();
            course.unban(lifted);
            CompletableFuture<Void> copying = course.ledger().copySoon();
            course.ban(byHand(other, course)); // before or while the copy is made, or after
            copying.join();
            course.turns(5);
        }
        Restoration.of(file);
        List<String> bans = LedgerRows.of(file, "SELECT offender, lifted IS NULL FROM ban");
        assertTrue(bans.contains(banned + "|1|"), bans.toString());
        assertTrue(bans.contains(other + "|1|"), bans.toString());
        assertTrue(bans.contains(lifted + "|0|"), bans.toString());
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            assertTrue(course.ledger().pardons().containsKey(lifted));
        }
    }

    @Test
    void whoWasUnbannedIsNotBannedAgainByReadingTheGapAgain() {
        Offender offender;
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            course.copy();
            course.turns(40);
            offender = Entries.bans(course.ledger(), course.now()).getFirst().offender();
            course.unban(offender);
        }
        Restoration.of(file);
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            assertEquals(Optional.empty(), course.ledger().position(), "all is read again");
            course.turns(40);
            List<Ban> bans = Entries.bans(course.ledger(), Entries.MIDNIGHT);
            assertFalse(bans.isEmpty(), "others are banned again");
            assertTrue(bans.stream().noneMatch(ban -> ban.offender().equals(offender)));
        }
    }

    /** A deed that a crash interrupted halfway leaves a journal beside the copy. */
    @Test
    void whatACrashLeftBesideTheOldCopyDoesNotGetIntoTheNewOne() throws Exception {
        copyInTheMiddle(directory.resolve("whole.db"));
        Path copy = new Beside(file).copy();
        Path stale = copy.resolveSibling(copy.getFileName() + "-journal");
        interruptAChange(copy, stale);
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            course.finish();
            course.copy();
        }
        assertFalse(Files.exists(stale));
        assertEquals(undisturbed, LedgerRows.of(copy));
    }

    /** Half judged with a copy, judged on without one, stopped: the ledger is put aside whole. */
    private void copyInTheMiddle(Path whole) throws IOException {
        try (Course course = new Course(file, JOURNAL, new Random(5))) {
            course.turns(40);
            course.copy();
            course.turns(40);
        }
        Files.copy(file, whole);
    }

    private void clear() throws IOException {
        Beside beside = new Beside(file);
        for (Path each :
                List.of(beside.wal(), beside.shm(), beside.damaged(), beside.damagedWal())) {
            Files.deleteIfExists(each);
        }
    }

    private void place(Path whole) throws IOException {
        Files.write(file, Files.readAllBytes(whole));
        Files.write(new Beside(file).copy(), Files.readAllBytes(copyOnce()));
    }

    /** Kept from the first time: a ledger that goes on makes no new copies here. */
    private Path copyOnce() throws IOException {
        Path kept = directory.resolve("copy.db");
        if (!Files.exists(kept)) {
            Files.copy(new Beside(file).copy(), kept);
        }
        return kept;
    }

    /**
     * As the daemon does: goes on with what there is, and begins again with the copy as soon as
     * damage is noticed, at the latest by the check of all.
     *
     * @return whether there was something to notice
     */
    private boolean recover(Random random) {
        boolean noticed = false;
        try {
            touchAll();
            goOn(random);
        } catch (LedgerException damage) {
            assertTrue(damage.isDamage(), damage.getMessage());
            Restoration restoration = Restoration.of(file);
            assertEquals(new Beside(file).damaged(), restoration.aside());
            goOn(random);
            noticed = true;
        } catch (Refusal newerVersion) {
            assertTrue(
                    newerVersion.getMessage().contains("from a newer"), newerVersion.getMessage());
            return true;
        }
        if (noticed) {
            assertEquals(undisturbed, LedgerRows.of(file));
        } else {
            assertEquals(heldByIndices(undisturbedFile()), heldByIndices(file));
        }
        return noticed;
    }

    private void goOn(Random random) {
        try (Course course = new Course(file, JOURNAL, random)) {
            course.finish();
            check();
        }
    }

    /** As every making of a copy does. */
    private void check() {
        try (OwnCopy copy = new OwnCopy(file)) {
            copy.makeSoon().join();
        } catch (CompletionException broken) {
            throw (LedgerException) broken.getCause();
        }
    }

    private void touchAll() {
        SqliteLedger.open(file).close();
        check();
    }

    private Path undisturbedFile() {
        return directory.resolve("undisturbed.db");
    }

    private static List<String> heldByIndices(Path file) {
        return LedgerRows.of(file, "SELECT offender, time FROM strike ORDER BY time");
    }

    private void overwrite(Random random) throws IOException {
        byte[] garbage = new byte[1 + random.nextInt(200)];
        random.nextBytes(garbage);
        long position = page("position");
        long place = position;
        while (place + garbage.length > position && place < position + PAGE) {
            place = random.nextLong(Files.size(file) - garbage.length);
        }
        write(place, garbage);
    }

    private void destroy(String what) throws IOException {
        switch (what) {
            case "header" -> write(0, new byte[100]);
            case "zeros" -> Files.write(file, new byte[(int) Files.size(file)]);
            case "empty" -> Files.write(file, new byte[0]);
            case "missing" -> Files.delete(file);
            case "half" -> {
                byte[] all = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(all, all.length / 2 / PAGE * PAGE));
            }
            case "text" -> Files.writeString(file, "Dear diary,\n".repeat(1000));
            case "tables" -> write(100, new byte[PAGE - 100]);
            case "a column" -> {
                String all = Files.readString(file, StandardCharsets.ISO_8859_1);
                write(all.indexOf("cursor TEXT"), new byte[] {'k'});
            }
            // The database header, in the words of SQLite's file format.
            case "page size" -> write(16, new byte[] {1, 2});
            case "write version" -> write(18, new byte[] {3});
            case "read version" -> write(19, new byte[] {3});
            case "format" -> write(44, new byte[] {0, 0, 0, 9});
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void write(long place, byte[] bytes) throws IOException {
        try (RandomAccessFile all = new RandomAccessFile(file.toFile(), "rw")) {
            all.seek(place);
            all.write(bytes);
        }
    }

    /** One address in the index over offenders becomes another: only a check of all sees it. */
    private void damageAnIndex() throws IOException {
        int page = (int) page("ban_offender");
        byte[] all = Files.readAllBytes(file);
        for (int i = page + PAGE - 3; i > page; i--) {
            if (all[i] == '2' && all[i + 1] == '0' && all[i + 2] == '3') {
                write(i, new byte[] {'9'});
                return;
            }
        }
        throw new AssertionError("no offender in the index");
    }

    /** Where the table or index begins. */
    private long page(String name) {
        String query = "SELECT rootpage FROM sqlite_schema WHERE name = '" + name + "'";
        String root = LedgerRows.of(directory.resolve("whole.db"), query).getFirst();
        return (Long.parseLong(root.replace("|", "")) - 1) * PAGE;
    }

    /** Pages are overwritten, and what they held is in the journal beside it. */
    private static void interruptAChange(Path copy, Path journal) throws Exception {
        byte[] halfway;
        byte[] before;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size = 1");
            statement.execute("BEGIN");
            statement.execute("UPDATE strike SET message = hex(zeroblob(200))");
            halfway = Files.readAllBytes(copy);
            before = Files.readAllBytes(journal);
            statement.execute("ROLLBACK");
        }
        Files.write(copy, halfway);
        Files.write(journal, before);
    }

    private static Ban byHand(Offender offender, Course course) {
        return new Ban(
                offender,
                course.now(),
                course.now().plus(Duration.ofDays(30)),
                new Ban.Cause.ByHand("spam", false),
                false);
    }
}
