package postwarden.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postwarden.Ban;
import postwarden.Forgiveness;
import postwarden.Friends;
import postwarden.Micros;
import postwarden.Offender;
import postwarden.Pace;
import postwarden.Position;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.WindowKey;

/** What is written, each inside a transaction of the session's. */
final class Writes {
    private final PreparedStatement moveTo;
    private final PreparedStatement addStrike;
    private final PreparedStatement addBan;
    private final PreparedStatement empty;
    private final PreparedStatement emptyAccount;
    private final PreparedStatement emptyForgiven;
    private final PreparedStatement emptyAll;
    private final PreparedStatement forgive;
    private final PreparedStatement setPace;
    private final PreparedStatement lift;
    private final PreparedStatement sayWhy;
    private final PreparedStatement pardon;
    private final PreparedStatement remember;

    Writes(Session session) throws SQLException {
        moveTo =
                session.prepare(
                        "INSERT OR REPLACE INTO position (one, cursor, time) VALUES (1, ?, ?)");
        addStrike = session.prepare(Row.INSERT_STRIKE);
        addBan = session.prepare(Row.INSERT_BAN);
        empty =
                session.prepare(
                        "UPDATE strike SET open = 0 WHERE offender = ? AND \"window\" = ?"
                                + " AND time < ? AND open AND account IS NULL");
        emptyAccount =
                session.prepare(
                        "UPDATE strike SET open = 0 WHERE account = ? AND \"window\" = ?"
                                + " AND time < ? AND open");
        emptyForgiven =
                session.prepare(
                        "UPDATE strike SET open = 0 WHERE offender = ? AND jail = ?"
                                + " AND time <= ? AND open");
        emptyAll = session.prepare("UPDATE strike SET open = 0 WHERE offender = ? AND open");
        forgive =
                session.prepare(
                        "INSERT INTO forgiven (offender, jail, time) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET time = max(time, excluded.time)");
        setPace =
                session.prepare(
                        "INSERT OR REPLACE INTO pace (kind, day, offenders) VALUES (?, ?, ?)");
        lift =
                session.prepare(
                        "UPDATE ban SET lifted = ? WHERE offender = ? AND \"end\" > ?"
                                + " AND lifted IS NULL");
        sayWhy =
                session.prepare(
                        "UPDATE ban SET reason = coalesce(reason, '') || ?"
                                + " WHERE offender = ? AND lifted = ?");
        pardon = session.prepare("INSERT OR REPLACE INTO pardon (offender, time) VALUES (?, ?)");
        remember = session.prepare("INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)");
    }

    void add(Turn turn) throws SQLException {
        for (Judgement judgement : turn.judgements()) {
            add(judgement);
        }
        for (Forgiveness forgiveness : turn.forgiven()) {
            add(forgiveness);
        }
        for (Pace pace : turn.paces()) {
            setPace.setString(1, pace.kind());
            setPace.setLong(2, pace.day());
            setPace.setInt(3, pace.offenders());
            setPace.executeUpdate();
        }
        Optional<Position> end = turn.end();
        if (end.isPresent()) {
            moveTo.setString(1, end.get().cursor());
            moveTo.setLong(2, Micros.of(end.get().time()));
            moveTo.executeUpdate();
        }
    }

    void add(Ban ban) throws SQLException {
        Row.write(addBan, ban);
        addBan.executeUpdate();
    }

    /**
     * Also empties the offender's windows and remembers when.
     *
     * @return whether a ban was in force
     */
    boolean lift(Offender offender, Instant time) throws SQLException {
        lift.setLong(1, Micros.of(time));
        lift.setString(2, offender.toString());
        lift.setLong(3, Micros.of(time));
        boolean lifted = lift.executeUpdate() > 0;
        emptyAll.setString(1, offender.toString());
        emptyAll.executeUpdate();
        pardon.setString(1, offender.toString());
        pardon.setLong(2, Micros.of(time));
        pardon.executeUpdate();
        return lifted;
    }

    /** The same; and the bans remember which friend it was for. */
    void lift(Offender offender, Friends.Friend friend, Instant time) throws SQLException {
        lift(offender, time);
        sayWhy.setString(1, "; lifted: " + friend);
        sayWhy.setString(2, offender.toString());
        sayWhy.setLong(3, Micros.of(time));
        sayWhy.executeUpdate();
    }

    void remember(String name, String value) throws SQLException {
        remember.setString(1, name);
        remember.setString(2, value);
        remember.executeUpdate();
    }

    private void add(Judgement judgement) throws SQLException {
        Row.write(addStrike, judgement);
        addStrike.executeUpdate();
        if (judgement.verdict() instanceof Verdict.Banned banned) {
            for (Ban ban : banned.bans()) {
                add(ban);
            }
        }
        Optional<Instant> emptied = judgement.empties();
        if (emptied.isPresent()) {
            empty(judgement.strike().key(), emptied.get());
        }
    }

    private void add(Forgiveness forgiveness) throws SQLException {
        for (PreparedStatement each : List.of(forgive, emptyForgiven)) {
            each.setString(1, forgiveness.offender().toString());
            each.setString(2, forgiveness.jail());
            each.setLong(3, Micros.of(forgiveness.time()));
            each.executeUpdate();
        }
    }

    private void empty(WindowKey key, Instant before) throws SQLException {
        PreparedStatement statement =
                switch (key) {
                    case WindowKey.OfOffender own -> empty;
                    case WindowKey.OfAccount account -> emptyAccount;
                };
        statement.setString(1, Row.whose(key));
        statement.setString(2, key.window());
        statement.setLong(3, Micros.of(before));
        statement.executeUpdate();
    }
}
