package postwarden.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import postwarden.LedgerException;
import postwarden.Refusal;

/** Opens connections, and turns SQLite's answers into sentences. */
final class Sqlite {
    /** Nobody else writes; a backup that holds the file is waited for in the next turn. */
    private static final int PATIENCE_MILLIS = 250;

    private static final int CACHE_KIB = 512;

    /** Bytes that its file keeps once a long reader has let it grow. */
    private static final int MOST_LEFT_IN_WAL = 16 << 20;

    private Sqlite() {}

    /** Something to do with the database, which may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    static Connection openForWriting(Path file) {
        requireDirectory(file);
        if (file.toFile().length() == 0 && new Beside(file).hasCopy()) {
            throw LedgerException.damage(file + ": is gone, or empty, but its copy is there");
        }
        createForOwnerOnly(file);
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setJournalSizeLimit(MOST_LEFT_IN_WAL);
        // A tail lost with the power is read again from the journal.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        return open(file, config);
    }

    /** One that nobody else has open: a copy, which is one file only. */
    static Connection openAlone(Path file) {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return open(file, config);
    }

    static Connection openForReading(Path file) {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return open(file, config);
    }

    /** {@code what} completes "cannot ...". */
    static <T> T attempt(String what, Path file, Work<T> work) {
        try {
            return work.run();
        } catch (SQLException broken) {
            throw failure(what, file, broken);
        }
    }

    /** {@code what} completes "cannot ...". */
    static LedgerException failure(String what, Path file, SQLException broken) {
        return isDamage(broken)
                ? damaged(file, broken)
                : new LedgerException(
                        "cannot " + what + " " + file + ": " + sentence(broken), broken);
    }

    private static LedgerException damaged(Path file, SQLException broken) {
        return LedgerException.damage(file + ": is damaged: " + sentence(broken));
    }

    /** As SQLite says it. */
    static SQLException damage(String sentence) {
        return new SQLiteException(sentence, SQLiteErrorCode.SQLITE_CORRUPT);
    }

    private static boolean isDamage(SQLException broken) {
        return switch (code(broken)) {
            case SQLITE_CORRUPT,
                    SQLITE_CORRUPT_INDEX,
                    SQLITE_CORRUPT_SEQUENCE,
                    SQLITE_CORRUPT_VTAB,
                    SQLITE_NOTADB,
                    SQLITE_IOERR_CORRUPTFS ->
                    true;
            default -> false;
        };
    }

    private static SQLiteErrorCode code(SQLException broken) {
        return broken instanceof SQLiteException known
                ? known.getResultCode()
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        return config;
    }

    private static Connection open(Path file, SQLiteConfig config) {
        boolean kept = new Beside(file).hasCopy();
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                Schema.prepare(connection, file, kept);
                return connection;
            } catch (SQLException | Refusal refused) {
                connection.close();
                throw refused;
            }
        } catch (SQLException broken) {
            throw refusal(file, kept, broken);
        }
    }

    static void requireDirectory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(directory);
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION,
                    "ledger.file: the directory " + directory + " is not there and cannot be made");
        }
    }

    /** It holds mail addresses. SQLite gives its other files the same mode. */
    private static void createForOwnerOnly(Path file) {
        try {
            create(file);
        } catch (FileAlreadyExistsException hasItsMode) {
            return;
        }
    }

    /** Readable by nobody else. */
    static void create(Path file) throws FileAlreadyExistsException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException there) {
            throw there;
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    file + ": cannot be made; may this user write there?");
        }
    }

    /**
     * {@code kept}: it is known to have been a ledger once. SQLite has no code of its own for a
     * format that it does not know.
     */
    private static RuntimeException refusal(Path file, boolean kept, SQLException broken) {
        SQLiteErrorCode code = code(broken);
        boolean needsKnowing =
                code == SQLiteErrorCode.SQLITE_NOTADB || code == SQLiteErrorCode.SQLITE_ERROR;
        if (needsKnowing ? kept : isDamage(broken)) {
            return damaged(file, broken);
        }
        return switch (code) {
            case SQLITE_NOTADB ->
                    new Refusal(
                            Refusal.Kind.BAD_CONFIGURATION,
                            file
                                    + ": is not a ledger, nor any SQLite database; put a backup in"
                                    + " its place, or move it away to begin anew");
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                    new Refusal(
                            Refusal.Kind.NO_PERMISSION,
                            file + ": the ledger cannot be opened; may this user write there?");
            default ->
                    code.name().startsWith("SQLITE_READONLY")
                            ? new Refusal(
                                    Refusal.Kind.NO_PERMISSION,
                                    file
                                            + ": the ledger cannot be written; may this user write there?")
                            : new LedgerException(
                                    "cannot open the ledger " + file + ": " + sentence(broken),
                                    broken);
        };
    }

    static String sentence(SQLException broken) {
        return broken.getMessage().lines().findFirst().orElse("SQLite gave no reason");
    }
}
