package postwarden.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The writer's SQL, prepared once. */
final class Statements {
    final PreparedStatement begin;
    final PreparedStatement commit;
    final PreparedStatement rollback;
    final PreparedStatement position;
    final PreparedStatement moveTo;
    final PreparedStatement addStrike;
    final PreparedStatement addBan;
    final PreparedStatement empty;
    final PreparedStatement emptyAccount;
    final PreparedStatement emptyForgiven;
    final PreparedStatement emptyAll;
    final PreparedStatement forgive;
    final PreparedStatement setPace;
    final PreparedStatement lift;
    final PreparedStatement pardon;
    final PreparedStatement pardons;
    final PreparedStatement bans;
    final PreparedStatement window;
    final PreparedStatement windowOfAccount;
    final PreparedStatement earlierBans;
    final PreparedStatement forgiven;
    final PreparedStatement anyForgiven;
    final PreparedStatement strikers;
    final PreparedStatement pace;
    final PreparedStatement storms;
    final PreparedStatement remember;
    final PreparedStatement remembered;

    /** Evidence beyond this many strikes is forgotten early: half a gigabyte at most. */
    private static final int MOST_STRIKES = 1_000_000;

    final PreparedStatement pruneExcess;

    /** Each: before (microseconds), how many rows. */
    final PreparedStatement pruneStrikes;

    final List<PreparedStatement> pruneBans;
    final List<PreparedStatement> pruneWindows;

    private final Connection connection;
    private final List<PreparedStatement> all = new ArrayList<>();

    Statements(Connection connection) throws SQLException {
        this.connection = connection;
        begin = prepare("BEGIN IMMEDIATE");
        commit = prepare("COMMIT");
        rollback = prepare("ROLLBACK");
        position = prepare("SELECT cursor, time FROM position");
        moveTo = prepare("INSERT OR REPLACE INTO position (one, cursor, time) VALUES (1, ?, ?)");
        addStrike = prepare(Row.INSERT_STRIKE);
        addBan = prepare(Row.INSERT_BAN);
        empty =
                prepare(
                        "UPDATE strike SET open = 0 WHERE offender = ? AND \"window\" = ?"
                                + " AND time < ? AND open AND account IS NULL");
        emptyAccount =
                prepare(
                        "UPDATE strike SET open = 0 WHERE account = ? AND \"window\" = ?"
                                + " AND time < ? AND open");
        emptyForgiven =
                prepare(
                        "UPDATE strike SET open = 0 WHERE offender = ? AND jail = ?"
                                + " AND time <= ? AND open");
        forgive =
                prepare(
                        "INSERT INTO forgiven (offender, jail, time) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET time = max(time, excluded.time)");
        setPace = prepare("INSERT OR REPLACE INTO pace (kind, day, offenders) VALUES (?, ?, ?)");
        emptyAll = prepare("UPDATE strike SET open = 0 WHERE offender = ? AND open");
        lift =
                prepare(
                        "UPDATE ban SET lifted = ? WHERE offender = ? AND \"end\" > ?"
                                + " AND lifted IS NULL");
        pardon = prepare("INSERT OR REPLACE INTO pardon (offender, time) VALUES (?, ?)");
        pardons = prepare("SELECT offender, time FROM pardon");
        bans =
                prepare(
                        "SELECT "
                                + Row.BAN_COLUMNS
                                + " FROM ban WHERE \"end\" > ?"
                                + " AND lifted IS NULL ORDER BY id");
        window = prepare(window("offender = ? AND account IS NULL"));
        windowOfAccount = prepare(window("account = ?"));
        earlierBans =
                prepare(
                        "SELECT count(*) FROM ban WHERE offender = ? AND jail = ?"
                                + " AND start > ? AND start < ? AND \"end\" > ?");
        forgiven = prepare("SELECT time FROM forgiven WHERE offender = ? AND jail = ?");
        anyForgiven = prepare("SELECT EXISTS (SELECT 1 FROM forgiven)");
        strikers =
                prepare(
                        "SELECT DISTINCT offender FROM strike"
                                + " WHERE kind = ? AND time >= ? AND time < ? LIMIT ?");
        pace = prepare("SELECT offenders FROM pace WHERE kind = ? AND day = ?");
        storms =
                prepare(
                        "SELECT kind, min(time) AS since, sum(held = 2) AS bans FROM strike"
                                + " WHERE held > 0 AND time >= ? GROUP BY kind ORDER BY kind");
        remember = prepare("INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)");
        remembered = prepare("SELECT value FROM remembered WHERE name = ?");
        pruneExcess =
                prepare(
                        "DELETE FROM strike WHERE id IN (SELECT id FROM strike"
                                + " WHERE id <= (SELECT max(id) FROM strike) - "
                                + MOST_STRIKES
                                + " AND time < ? ORDER BY id LIMIT ?)");
        pruneStrikes = prepare(prune("strike", "time"));
        pruneBans = List.of(prepare(prune("ban", "end")), prepare(prune("pardon", "time")));
        pruneWindows =
                List.of(
                        prepare(prune("forgiven", "time")),
                        prepare(
                                "DELETE FROM pace WHERE rowid IN (SELECT rowid FROM pace"
                                        + " WHERE day < ? / 86400000000 - 8 LIMIT ?)"));
    }

    private static String window(String whose) {
        return "SELECT "
                + Row.STRIKE_COLUMNS
                + ", held FROM strike WHERE "
                + whose
                + " AND \"window\" = ? AND time BETWEEN ? AND ? AND open ORDER BY time, id";
    }

    private static String prune(String table, String time) {
        return "DELETE FROM %1$s WHERE rowid IN (SELECT rowid FROM %1$s WHERE \"%2$s\" < ? ORDER BY \"%2$s\" LIMIT ?)"
                .formatted(table, time);
    }

    void close() throws SQLException {
        for (PreparedStatement statement : all) {
            statement.close();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        all.add(statement);
        return statement;
    }
}
