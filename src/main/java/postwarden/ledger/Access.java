package postwarden.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import postwarden.LedgerException;

/**
 * The ledger's one connection for writing, with all that is prepared on it. After a failure it is
 * of no more use: the driver discards statements that fail (of a full disk, for example).
 */
record Access(Session session, Reads reads, Writes writes, Pruning pruning) {
    static Access open(Path file) {
        Connection connection = Sqlite.openForWriting(file);
        return Sqlite.attempt(
                "open",
                file,
                () -> {
                    Session session = new Session(file, connection);
                    return new Access(
                            session, new Reads(session), new Writes(session), new Pruning(session));
                });
    }

    void discard(LedgerException cause) {
        try {
            session.close();
        } catch (LedgerException alsoBroken) {
            cause.addSuppressed(alsoBroken);
        }
    }
}
