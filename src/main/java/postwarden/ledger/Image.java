package postwarden.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import postwarden.LedgerException;
import postwarden.Refusal;

/**
 * A ledger as it was at one moment, page by page, in one file. It may be written meanwhile: SQLite
 * keeps the pages that are being read.
 */
public final class Image {
    /** Beside the image so much stays free, or as much as the ledger has. */
    private static final long LEAST_ROOM = 16 << 20;

    private Image() {}

    /**
     * For somebody's keeping: in a file that is not there yet, checked, on the disk when this
     * returns. The daemon may be running or not.
     *
     * @return what is in it
     */
    public static Check backUp(Path ledger, Path target) {
        Check.requireThere(ledger);
        try {
            Sqlite.create(target);
        } catch (FileAlreadyExistsException there) {
            throw new Refusal(Refusal.Kind.BAD_INPUT, target + ": is there already");
        }
        return checked(ledger, target);
    }

    /** Into an empty file, which is gone again if this fails; whose fault that is comes out. */
    static Check checked(Path ledger, Path target) {
        try {
            copy(ledger, target);
            Check check = Check.of(target);
            check.requireGood();
            return check;
        } catch (RuntimeException broken) {
            delete(target);
            Check.of(ledger).requireGood();
            throw new LedgerException("cannot copy " + ledger + ": " + broken.getMessage(), broken);
        }
    }

    private static void copy(Path ledger, Path target) {
        Sqlite.attempt(
                "copy",
                ledger,
                () -> {
                    try (Connection source = Sqlite.openForReading(ledger)) {
                        int code =
                                source.unwrap(SQLiteConnection.class)
                                        .getDatabase()
                                        .backup("main", target.toString(), null, 0, 0, -1);
                        requireDone(code);
                    }
                    Sqlite.openAlone(target).close(); // the image says no longer that it has a WAL
                    return true;
                });
    }

    static boolean hasRoom(Path ledger) {
        long bytes = ledger.toFile().length();
        long free = ledger.toAbsolutePath().getParent().toFile().getUsableSpace();
        return free >= bytes + Math.max(bytes, LEAST_ROOM);
    }

    /** With what SQLite may have left beside it. */
    static void delete(Path file) {
        try {
            for (Path each : new Beside(file).all()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException staysForNow) {
            return;
        }
    }

    private static void requireDone(int code) throws SQLException {
        SQLiteErrorCode answer = SQLiteErrorCode.getErrorCode(code);
        if (answer != SQLiteErrorCode.SQLITE_OK && answer != SQLiteErrorCode.SQLITE_DONE) {
            throw new SQLiteException(answer.message, answer);
        }
    }
}
