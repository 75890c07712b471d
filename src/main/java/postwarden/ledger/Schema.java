package postwarden.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Refusal;

/**
 * The tables. Times are microseconds since 1970, as journald counts them; offenders and addresses
 * are text, as people write them.
 */
final class Schema {
    /** In the file's header, so that no other program's database is taken for a ledger. */
    private static final int APPLICATION_ID = 0x50774c67;

    static final int VERSION = 2;

    private static final int FIRST_RELEASED = 2;

    /** Where it stands in the header, and the greatest there is: a write-ahead log. */
    private static final int WRITE_VERSION = 18;

    private static final int KNOWN_WRITE_VERSION = 2;

    private static final Pattern NAME = Pattern.compile("CREATE (?:TABLE|INDEX) (\\w+) ");

    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE position (one INTEGER PRIMARY KEY CHECK (one = 1),"
                            + " cursor TEXT NOT NULL, time INTEGER NOT NULL) STRICT",
                    // open: in a window that nothing has emptied since
                    // account: clients' text; kind: of what may strike everybody at once
                    // held: 1: made in a storm of its kind; 2: and would have banned
                    "CREATE TABLE strike (id INTEGER PRIMARY KEY, offender TEXT NOT NULL,"
                            + " jail TEXT NOT NULL, rule TEXT NOT NULL, time INTEGER NOT NULL,"
                            + " weight INTEGER NOT NULL, client TEXT NOT NULL,"
                            + " cursor TEXT NOT NULL, message TEXT NOT NULL,"
                            + " \"window\" TEXT NOT NULL, account TEXT, kind TEXT,"
                            + " verdict TEXT NOT NULL, open INTEGER NOT NULL,"
                            + " held INTEGER NOT NULL) STRICT",
                    "CREATE INDEX strike_offender ON strike (offender, time)",
                    "CREATE INDEX strike_time ON strike (time)",
                    "CREATE INDEX strike_account ON strike (account, time)"
                            + " WHERE account IS NOT NULL",
                    "CREATE INDEX strike_kind ON strike (kind, time, offender)"
                            + " WHERE kind IS NOT NULL",
                    "CREATE INDEX strike_held ON strike (time, kind, held) WHERE held > 0",
                    // jail, rule, weight, find_time: of a ban by strikes; reason: of one by hand,
                    // and
                    // why a friend has lifted it
                    "CREATE TABLE ban (id INTEGER PRIMARY KEY, offender TEXT NOT NULL,"
                            + " start INTEGER NOT NULL, \"end\" INTEGER NOT NULL,"
                            + " jail TEXT, rule TEXT, weight INTEGER, find_time INTEGER,"
                            + " reason TEXT, translated INTEGER NOT NULL,"
                            + " lifted INTEGER) STRICT",
                    "CREATE INDEX ban_offender ON ban (offender)",
                    "CREATE INDEX ban_end ON ban (\"end\")",
                    "CREATE TABLE pardon (offender TEXT PRIMARY KEY, time INTEGER NOT NULL) STRICT",
                    "CREATE TABLE forgiven (offender TEXT NOT NULL, jail TEXT NOT NULL,"
                            + " time INTEGER NOT NULL, PRIMARY KEY (offender, jail)) STRICT",
                    "CREATE INDEX forgiven_time ON forgiven (time)",
                    // kind '': strikes of any; day: since 1970
                    "CREATE TABLE pace (kind TEXT NOT NULL, day INTEGER NOT NULL,"
                            + " offenders INTEGER NOT NULL, PRIMARY KEY (kind, day)) STRICT",
                    "CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");

    private Schema() {}

    /**
     * Makes the tables in an empty file; refuses what is not this version's ledger.
     *
     * @param kept whether there is a copy that says that this is a ledger: if it does not look like
     *     one, it is damaged
     */
    static void prepare(Connection connection, Path file, boolean kept) throws SQLException {
        int application = pragma(connection, "application_id");
        int version = pragma(connection, "user_version");
        if (application == APPLICATION_ID && version == VERSION) {
            requireAll(connection, file);
            return;
        }
        if (kept && (application != APPLICATION_ID || version < FIRST_RELEASED)) {
            throw Sqlite.damage("its header is not a ledger's");
        }
        if (application == APPLICATION_ID && version < VERSION) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION,
                    file
                            + ": this ledger has version "
                            + version
                            + ", from a Postwarden that was never released; move it away to start"
                            + " anew");
        }
        if (application == APPLICATION_ID) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION,
                    file
                            + ": this ledger has version "
                            + version
                            + ", from a newer Postwarden; this one knows version "
                            + VERSION);
        }
        if (application != 0 || version != 0 || pragma(connection, "schema_version") != 0) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION,
                    file + ": is a database of another program, not a ledger");
        }
        create(connection);
    }

    /** Whether what says what this file is has been damaged, in ways that SQLite takes as meant. */
    private static void requireAll(Connection connection, Path file) throws SQLException {
        if (onlyNewerOnesWrite(file)) {
            throw Sqlite.damage("its header is one that this SQLite does not write");
        }
        List<String> there =
                Session.rows(connection, "SELECT sql FROM sqlite_schema", row -> row.getString(1));
        List<String> missing =
                TABLES.stream()
                        .filter(table -> !there.contains(table))
                        .map(NAME::matcher)
                        .filter(Matcher::lookingAt)
                        .map(matcher -> matcher.group(1))
                        .toList();
        if (!missing.isEmpty()) {
            throw Sqlite.damage("it lacks " + String.join(", ", missing));
        }
    }

    /** SQLite takes such a file for one to read only (file format, 1.3), without a word. */
    private static boolean onlyNewerOnesWrite(Path file) {
        try (InputStream header = Files.newInputStream(file)) {
            header.skipNBytes(WRITE_VERSION);
            return header.read() > KNOWN_WRITE_VERSION;
        } catch (IOException unreadable) {
            return false; // SQLite has more to say of it
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + VERSION);
            statement.execute("COMMIT");
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
