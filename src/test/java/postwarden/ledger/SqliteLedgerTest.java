package postwarden.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Ledger;
import postwarden.LedgerException;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.WindowKey;
import postwarden.testing.Entries;
import postwarden.testing.Faults;
import postwarden.testing.LedgerRows;
import postwarden.testing.SmallDisk;

/** The ledger in real SQLite files. */
class SqliteLedgerTest {
    private static final Offender OFFENDER = Offender.parse("203.0.113.9").orElseThrow();
    private static final Offender OTHER = Offender.parse("2001:db8::/64").orElseThrow();

    @TempDir private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("state/ledger.db");
    }

    @Test
    void aTurnIsThereAfterItsCommit() {
        Turn turn =
                new Turn(
                        List.of(counted(OFFENDER, 1), banned(OFFENDER, 2), counted(OTHER, 3)),
                        Optional.of(new Position("s=1;i=2", Entries.hour(3))));
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            assertEquals(Optional.empty(), ledger.position());
            ledger.commit(turn);
        }
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            assertEquals(turn.end(), ledger.position());
            assertEquals(turn.bans(), Entries.bans(ledger, Entries.hour(3)));
            assertEquals(List.of(), window(ledger, OFFENDER), "a ban empties the window");
            assertEquals(List.of(strike(OTHER, 3)), window(ledger, OTHER));
        }
    }

    @Test
    void aWindowIsCutAtItsEndsInclusive() {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            commit(ledger, counted(OFFENDER, 1), counted(OFFENDER, 2), counted(OFFENDER, 3));
            assertEquals(
                    List.of(strike(OFFENDER, 2), strike(OFFENDER, 3)),
                    window(ledger, OFFENDER, "postfix", Entries.hour(2), Entries.hour(3)));
            assertEquals(
                    List.of(), window(ledger, OFFENDER, "other", Entries.hour(0), Entries.hour(9)));
        }
    }

    @Test
    void anUnbanLiftsEmptiesAndIsRemembered() {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            commit(ledger, banned(OFFENDER, 2), counted(OTHER, 3));
            assertTrue(ledger.unban(OFFENDER, Entries.hour(4)));
            assertFalse(ledger.unban(OTHER, Entries.hour(4)), "it was not banned");
            assertEquals(List.of(), Entries.bans(ledger, Entries.hour(5)));
            assertEquals(List.of(), window(ledger, OTHER));
            assertEquals(
                    Map.of(OFFENDER, Entries.hour(4), OTHER, Entries.hour(4)), ledger.pardons());
        }
        try (History history = History.open(file)) {
            assertEquals(
                    Optional.of(Entries.hour(4)),
                    history.bans(List.of(OFFENDER), 10).getFirst().lifted());
        }
    }

    @Test
    void theHistoryTellsEveryStrikeWhileTheLedgerIsOpen() {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            commit(ledger, counted(OFFENDER, 1), banned(OFFENDER, 2));
            Ban byHand =
                    new Ban(
                            OTHER,
                            Entries.hour(3),
                            Entries.hour(5),
                            new Ban.Cause.ByHand("a 'reason'", false),
                            false);
            ledger.ban(byHand);
            try (History history = History.open(file)) {
                assertEquals(
                        List.of("banned", "counted"),
                        history.strikes(OFFENDER, 10).stream()
                                .map(History.Judged::verdict)
                                .toList());
                assertEquals(strike(OFFENDER, 2), history.strikes(OFFENDER, 1).getFirst().strike());
                assertEquals(
                        new History.Recorded(byHand, Optional.empty(), ""),
                        history.bans(1).getFirst());
                assertEquals(2, history.bans(10).size());
            }
        }
    }

    @Test
    void whatIsOldIsForgottenInSlices() {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            for (int hour = 0; hour < 10; hour++) {
                commit(ledger, counted(OTHER, hour));
            }
            commit(ledger, banned(OFFENDER, 2));
            assertTrue(ledger.prune(keep(5), 3));
            assertTrue(ledger.prune(keep(5), 3));
            assertFalse(ledger.prune(keep(5), 3));
            assertEquals(5, window(ledger, OTHER).size());
            assertEquals(1, Entries.bans(ledger, Entries.hour(5)).size(), "a ban in force stays");
            ledger.prune(keep(1000), 100);
            assertEquals(List.of(), Entries.bans(ledger, Entries.hour(5)));
        }
    }

    /** Row numbers say how many there are: a flood is made by one that is far ahead. */
    @Test
    void ofAFloodTheOldestStrikesAreForgottenButForThoseInWindows() throws SQLException {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            for (int hour = 0; hour < 10; hour++) {
                commit(ledger, counted(OTHER, hour));
            }
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                other.createStatement()
                        .execute("UPDATE strike SET id = 1000009 WHERE id = 10"); // 9 are too many
            }
            Ledger.Keep keep = new Ledger.Keep(Instant.EPOCH, Instant.EPOCH, Entries.hour(5));
            assertTrue(ledger.prune(keep, 3));
            assertFalse(ledger.prune(keep, 3));
            assertEquals(
                    List.of(5, 6, 7, 8, 9).stream().map(hour -> strike(OTHER, hour)).toList(),
                    window(ledger, OTHER));
        }
    }

    @Test
    void valuesAreRemembered() {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            ledger.remember("mynetworks", "127.0.0.0/8");
            ledger.remember("mynetworks", "10.0.0.0/8");
            assertEquals(Optional.of("10.0.0.0/8"), ledger.remembered("mynetworks"));
            assertEquals(Optional.empty(), ledger.remembered("other"));
        }
    }

    @Test
    void onlyItsOwnerCanReadTheLedger() throws IOException {
        SqliteLedger.open(file).close();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aTurnThatCannotBeWrittenHasNotHappened() throws SQLException {
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            commit(ledger, counted(OFFENDER, 1));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                other.createStatement()
                        .execute(
                                "CREATE TRIGGER no BEFORE INSERT ON ban"
                                        + " BEGIN SELECT raise(ABORT, 'no'); END");
            }
            assertThrows(
                    LedgerException.class,
                    () -> commit(ledger, counted(OFFENDER, 2), banned(OFFENDER, 3)));
            assertEquals(List.of(strike(OFFENDER, 1)), window(ledger, OFFENDER));
            assertEquals(Optional.empty(), ledger.position());
        }
    }

    /** The driver discards a statement that found the disk full. */
    @Faults
    @Test
    void aDiskThatIsNoLongerFullIsWrittenAgain() {
        try (SmallDisk disk = SmallDisk.inMemory(directory.resolve("disk"), 2);
                SqliteLedger ledger = SqliteLedger.open(disk.directory().resolve("ledger.db"))) {
            for (int hour = 1; hour < 20; hour += 2) {
                disk.fill();
                Judgement refused = counted(OFFENDER, hour);
                assertThrows(
                        LedgerException.class,
                        () ->
                                commit(
                                        ledger,
                                        Collections.nCopies(5000, refused)
                                                .toArray(Judgement[]::new)));
                disk.makeRoom();
                commit(ledger, counted(OFFENDER, hour + 1));
                ledger.unban(OTHER, Entries.hour(hour));
            }
            assertEquals(10, window(ledger, OFFENDER).size());
        }
    }

    @Test
    void aSecondWriterIsRefused() {
        try (SqliteLedger first = SqliteLedger.open(file)) {
            assertEquals(Optional.empty(), first.position());
            assertRefused(Refusal.Kind.UNAVAILABLE, "another Postwarden is running");
        }
        SqliteLedger.open(file).close();
    }

    @Test
    void whatIsNoLedgerIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "no database at all, but long enough for a header".repeat(50));
        String before = Files.readString(file);
        assertRefused(Refusal.Kind.BAD_CONFIGURATION, "is not a ledger");
        assertEquals(before, Files.readString(file));
    }

    @Test
    void anotherProgramsDatabaseIsRefused() throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement().execute("CREATE TABLE notes (text TEXT)");
        }
        assertRefused(Refusal.Kind.BAD_CONFIGURATION, "another program");
    }

    @Test
    void aLedgerFromANewerVersionIsRefused() throws IOException, SQLException {
        SqliteLedger.open(file).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement().execute("PRAGMA user_version = 99");
        }
        byte[] before = Files.readAllBytes(file);
        assertRefused(Refusal.Kind.BAD_CONFIGURATION, "version 99, from a newer Postwarden");
        assertArrayEquals(before, Files.readAllBytes(file), "it is left as it is");
    }

    /** It shows that what the first release wrote is still read: it never changes. */
    @Test
    void aLedgerOfTheFirstReleaseIsReadAndGoesOn() throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        execute(Files.readString(Path.of("src/test/resources/postwarden/ledger/version-2.sql")));
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            assertEquals(Entries.hour(3), ledger.position().orElseThrow().time());
            assertEquals(2, Entries.bans(ledger, Entries.hour(4)).size());
            assertEquals(Map.of(OTHER, Entries.hour(4)), ledger.pardons());
            assertEquals(1, window(ledger, Offender.parse("198.51.100.7").orElseThrow()).size());
            assertEquals(Optional.of("127.0.0.0/8"), ledger.remembered("mynetworks"));
            commit(ledger, banned(OFFENDER, 200));
        }
        assertTrue(Check.of(file).isGood());
    }

    /** A change of the tables is a new version, with a step that takes an old ledger there. */
    @Test
    void theTablesAreThoseOfTheirVersion() throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        execute(Files.readString(Path.of("src/test/resources/postwarden/ledger/version-2.sql")));
        Path fresh = directory.resolve("fresh.db");
        SqliteLedger.open(fresh).close();
        String tables = "SELECT type, name, sql FROM sqlite_schema ORDER BY name";
        assertEquals(LedgerRows.of(file, tables), LedgerRows.of(fresh, tables));
        String version = "SELECT user_version FROM pragma_user_version";
        assertEquals(List.of("2|"), LedgerRows.of(fresh, version));
    }

    @Test
    void aLedgerFromBeforeTheFirstReleaseIsRefused() throws SQLException {
        SqliteLedger.open(file).close();
        execute("PRAGMA user_version = 1;");
        assertRefused(
                Refusal.Kind.BAD_CONFIGURATION, "version 1, from a Postwarden that was never");
    }

    private void execute(String script) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String statement : script.split(";\n", -1)) {
                if (!statement.isBlank()) {
                    other.createStatement().execute(statement);
                }
            }
        }
    }

    private void assertRefused(Refusal.Kind kind, String words) {
        Refusal refusal = assertThrows(Refusal.class, () -> SqliteLedger.open(file));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
    }

    private static List<Strike> window(SqliteLedger ledger, Offender offender) {
        return window(ledger, offender, "postfix", Instant.MIN, Instant.MAX);
    }

    private static List<Strike> window(
            SqliteLedger ledger, Offender offender, String window, Instant from, Instant to) {
        return ledger.window(new WindowKey.OfOffender(window, offender), from, to).stream()
                .map(OpenStrike::strike)
                .toList();
    }

    private static Ledger.Keep keep(int hour) {
        return new Ledger.Keep(Entries.hour(hour), Entries.hour(hour), Entries.hour(0));
    }

    private static void commit(SqliteLedger ledger, Judgement... judgements) {
        ledger.commit(new Turn(List.of(judgements), Optional.empty()));
    }

    private static Judgement counted(Offender offender, int hour) {
        return new Judgement(strike(offender, hour), new Verdict.Counted(1, 2));
    }

    private static Judgement banned(Offender offender, int hour) {
        Instant start = Entries.hour(hour);
        Ban ban =
                new Ban(
                        offender,
                        start,
                        start.plus(Duration.ofDays(7)),
                        new Ban.Cause.Strikes("postfix", "lost-connection", 2, Duration.ofDays(1)),
                        true);
        return new Judgement(strike(offender, hour), new Verdict.Banned(ban));
    }

    private static Strike strike(Offender offender, int hour) {
        return new Strike(
                offender,
                "postfix",
                "lost-connection",
                Entries.hour(hour),
                1,
                Address.parse("203.0.113.9").orElseThrow(),
                "s=1;i=" + hour,
                "lost connection after AUTH from unknown[203.0.113.9]");
    }
}
