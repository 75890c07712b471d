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
    final PreparedStatement emptyAll;
    final PreparedStatement lift;
    final PreparedStatement pardon;
    final PreparedStatement pardons;
    final PreparedStatement bans;
    final PreparedStatement window;
    final PreparedStatement remember;
    final PreparedStatement remembered;

    /** Evidence beyond this many strikes is forgotten early: half a gigabyte at most. */
    private static final int MOST_STRIKES = 1_000_000;

    final PreparedStatement pruneExcess;

    /** Each: before (microseconds), how many rows. */
    final List<PreparedStatement> prunes;

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
                        "UPDATE strike SET open = 0 WHERE offender = ? AND jail = ? AND time < ?"
                                + " AND open");
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
        window =
                prepare(
                        "SELECT "
                                + Row.STRIKE_COLUMNS
                                + " FROM strike WHERE offender = ?"
                                + " AND jail = ? AND time BETWEEN ? AND ? AND open"
                                + " ORDER BY time, id");
        remember = prepare("INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)");
        remembered = prepare("SELECT value FROM remembered WHERE name = ?");
        pruneExcess =
                prepare(
                        "DELETE FROM strike WHERE id IN (SELECT id FROM strike"
                                + " WHERE id <= (SELECT max(id) FROM strike) - "
                                + MOST_STRIKES
                                + " AND time < ? ORDER BY id LIMIT ?)");
        prunes =
                List.of(
                        prepare(
                                "DELETE FROM strike WHERE id IN"
                                        + " (SELECT id FROM strike WHERE time < ?"
                                        + " ORDER BY time LIMIT ?)"),
                        prepare(
                                "DELETE FROM ban WHERE id IN"
                                        + " (SELECT id FROM ban WHERE \"end\" < ?"
                                        + " ORDER BY \"end\" LIMIT ?)"),
                        prepare(
                                "DELETE FROM pardon WHERE offender IN"
                                        + " (SELECT offender FROM pardon WHERE time < ?"
                                        + " LIMIT ?)"));
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
