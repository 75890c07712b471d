package postwarden.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import postwarden.Ledger.Keep;
import postwarden.Micros;

/** Forgets what is old, and strikes that are too many, in slices. */
final class Pruning {
    /** Evidence beyond this many strikes is forgotten early: 0.6 GB at most. */
    static final int MOST_STRIKES = 1_000_000;

    private final PreparedStatement excess;

    /** Each: before (microseconds), how many rows. */
    private final PreparedStatement strikes;

    private final List<PreparedStatement> bans;
    private final List<PreparedStatement> windows;

    Pruning(Session session) throws SQLException {
        excess =
                session.prepare(
                        "DELETE FROM strike WHERE id IN (SELECT id FROM strike"
                                + " WHERE id <= (SELECT max(id) FROM strike) - "
                                + MOST_STRIKES
                                + " AND time < ? ORDER BY id LIMIT ?)");
        strikes = session.prepare(prune("strike", "time"));
        bans =
                List.of(
                        session.prepare(prune("ban", "end")),
                        session.prepare(prune("pardon", "time")));
        windows =
                List.of(
                        session.prepare(prune("forgiven", "time")),
                        session.prepare(
                                "DELETE FROM pace WHERE rowid IN (SELECT rowid FROM pace"
                                        + " WHERE day < ? / 86400000000 - 8 LIMIT ?)"));
    }

    /**
     * Inside a transaction, {@code most} rows of each kind.
     *
     * @return whether there may be more
     */
    boolean prune(Keep keep, int most) throws SQLException {
        int gone = prune(excess, keep.windows(), most);
        gone = Math.max(gone, prune(strikes, keep.strikes(), most));
        for (PreparedStatement each : bans) {
            gone = Math.max(gone, prune(each, keep.bans(), most));
        }
        for (PreparedStatement each : windows) {
            gone = Math.max(gone, prune(each, keep.windows(), most));
        }
        return gone == most;
    }

    private static int prune(PreparedStatement prune, Instant before, int most)
            throws SQLException {
        prune.setLong(1, Micros.of(before));
        prune.setInt(2, most);
        return prune.executeUpdate();
    }

    private static String prune(String table, String time) {
        return "DELETE FROM %1$s WHERE rowid IN (SELECT rowid FROM %1$s WHERE \"%2$s\" < ? ORDER BY \"%2$s\" LIMIT ?)"
                .formatted(table, time);
    }
}
