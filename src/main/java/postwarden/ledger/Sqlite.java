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

    private static final int CACHE_KIB = 2048;

    private Sqlite() {}

    /** Something to do with the database, which may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    static Connection openForWriting(Path file) {
        requireDirectory(file);
        createForOwnerOnly(file);
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A tail lost with the power is read again from the journal.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
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
            throw new LedgerException(
                    "cannot " + what + " " + file + ": " + sentence(broken), broken);
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        return config;
    }

    private static Connection open(Path file, SQLiteConfig config) {
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            Schema.prepare(connection, file);
            return connection;
        } catch (SQLException broken) {
            throw refusal(file, broken);
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
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException hasItsMode) {
            return;
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    file + ": the ledger cannot be made; may this user write there?");
        }
    }

    private static RuntimeException refusal(Path file, SQLException broken) {
        SQLiteErrorCode code =
                broken instanceof SQLiteException known
                        ? known.getResultCode()
                        : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (code) {
            case SQLITE_NOTADB ->
                    new Refusal(
                            Refusal.Kind.BAD_CONFIGURATION,
                            file + ": is not a ledger, nor any SQLite database");
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

    private static String sentence(SQLException broken) {
        return broken.getMessage().lines().findFirst().orElse("SQLite gave no reason");
    }
}
