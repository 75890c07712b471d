package postwarden.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import postwarden.LedgerException;

/**
 * The ledger's own good copy, beside it: whole, checked, some hours old. What the journal tells is
 * read again from there; what was done by hand since is in no journal, so it is done to the copy,
 * too. The ledger's thread, but for {@link #make}.
 */
final class OwnCopy {
    private final Beside beside;
    private final List<Deed> meanwhile = new ArrayList<>();
    private boolean making;
    private boolean stale;

    OwnCopy(Path ledger) {
        this.beside = new Beside(ledger);
    }

    void begin() {
        making = true;
        meanwhile.clear();
    }

    /** Any thread's; takes seconds for half a gigabyte. Between {@link #begin} and {@link #end}. */
    static void make(Path ledger) {
        Path fresh = new Beside(ledger).unchecked();
        Image.delete(fresh);
        if (!Image.hasRoom(ledger)) {
            Check.of(ledger).requireGood();
            throw new LedgerException("the disk has too little room for a copy", null);
        }
        try {
            Sqlite.create(fresh);
        } catch (FileAlreadyExistsException there) {
            throw new LedgerException("cannot make " + fresh + ": it is there", there);
        }
        Image.checked(ledger, fresh);
    }

    /** What {@link #make} has made takes the place of the copy before it. */
    void take() {
        for (Deed deed : meanwhile) {
            repeat(deed, beside.unchecked());
        }
        end();
        finishInterrupted();
        try {
            Files.move(
                    beside.unchecked(),
                    beside.copy(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            sync(beside.copy().toAbsolutePath().getParent());
        } catch (IOException broken) {
            throw new LedgerException("cannot write " + beside.copy() + ": " + broken, broken);
        }
        stale = false;
    }

    /** Made or not: what is done from now on concerns the copy that there is. */
    void end() {
        making = false;
        meanwhile.clear();
    }

    /** The deed has been done to the ledger. A copy that does not take it is made anew. */
    void repeat(Deed deed) {
        if (making) {
            meanwhile.add(deed);
        }
        if (!beside.hasCopy()) {
            return;
        }
        try {
            repeat(deed, beside.copy());
        } catch (RuntimeException broken) {
            stale = true;
        }
    }

    /** It lacks a deed. */
    boolean isStale() {
        return stale;
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Else what a crash left beside the old copy would be taken for the new one's. */
    private void finishInterrupted() {
        if (beside.hasCopy() && !Check.isWhole(beside.copy())) {
            Image.delete(beside.copy());
        }
    }

    private static void repeat(Deed deed, Path copy) {
        Sqlite.attempt(
                "write",
                copy,
                () -> {
                    Connection connection = Sqlite.openAlone(copy);
                    if (deed.isIn(connection)) {
                        connection.close();
                        return true;
                    }
                    try (Session session = new Session(copy, connection)) {
                        Writes writes = new Writes(session);
                        session.transaction(() -> deed.to(writes));
                    }
                    return true;
                });
    }
}
