package postwarden.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import postwarden.Ban;
import postwarden.Friends;
import postwarden.Micros;
import postwarden.Offender;

/** What was done by hand, or for a friend: no journal has it. */
sealed interface Deed {
    /** Inside a transaction. */
    boolean to(Writes writes) throws SQLException;

    /** Whether a copy has it already. */
    boolean isIn(Session copy) throws SQLException;

    record Banned(Ban ban) implements Deed {
        @Override
        public boolean to(Writes writes) throws SQLException {
            writes.add(ban);
            return true;
        }

        @Override
        public boolean isIn(Session copy) throws SQLException {
            return exists(
                    copy,
                    "SELECT 1 FROM ban WHERE offender = ? AND start = ? AND jail IS NULL",
                    ban.offender(),
                    ban.start());
        }
    }

    record Unbanned(Offender offender, Instant time) implements Deed {
        @Override
        public boolean to(Writes writes) throws SQLException {
            return writes.lift(offender, time);
        }

        @Override
        public boolean isIn(Session copy) throws SQLException {
            return exists(
                    copy, "SELECT 1 FROM pardon WHERE offender = ? AND time >= ?", offender, time);
        }
    }

    record Befriended(Map<Offender, Friends.Friend> friends, Instant time) implements Deed {
        @Override
        public boolean to(Writes writes) throws SQLException {
            for (Map.Entry<Offender, Friends.Friend> each : friends.entrySet()) {
                writes.lift(each.getKey(), each.getValue(), time);
            }
            return true;
        }

        @Override
        public boolean isIn(Session copy) throws SQLException {
            for (Offender offender : friends.keySet()) {
                if (!new Unbanned(offender, time).isIn(copy)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean exists(Session copy, String sql, Offender offender, Instant time)
            throws SQLException {
        PreparedStatement query = copy.prepare(sql);
        return !copy.all(query, row -> true, offender.toString(), Micros.of(time)).isEmpty();
    }
}
