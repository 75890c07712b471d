package postwarden.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Ban;
import postwarden.Ledger;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;

/** The ledger in one SQLite file (WAL). One thread's; readers use {@link History} meanwhile. */
public final class SqliteLedger implements Ledger {
    private final Path file;
    private final Instance instance;
    private final Connection connection;
    private final Statements statements;

    private SqliteLedger(Path file, Instance instance, Connection connection) throws SQLException {
        this.file = file;
        this.instance = instance;
        this.connection = connection;
        this.statements = new Statements(connection);
    }

    /** Makes the file if there is none; refuses a second writer, and what is no ledger. */
    public static SqliteLedger open(Path file) {
        Instance instance = Instance.claim(file);
        try {
            Connection connection = Sqlite.openForWriting(file);
            return Sqlite.attempt("open", file, () -> new SqliteLedger(file, instance, connection));
        } catch (RuntimeException refused) {
            instance.close();
            throw refused;
        }
    }

    @Override
    public Optional<Position> position() {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    try (ResultSet row = statements.position.executeQuery()) {
                        return row.next()
                                ? Optional.of(
                                        new Position(row.getString(1), Row.time(row.getLong(2))))
                                : Optional.empty();
                    }
                });
    }

    @Override
    public void commit(Turn turn) {
        transaction(
                () -> {
                    for (Judgement judgement : turn.judgements()) {
                        Row.write(statements.addStrike, judgement.strike(), judgement.verdict());
                        statements.addStrike.executeUpdate();
                        if (judgement.verdict() instanceof Verdict.Banned banned) {
                            add(banned.ban());
                            emptyWindow(judgement.strike(), banned.ban());
                        }
                    }
                    if (turn.end().isPresent()) {
                        statements.moveTo.setString(1, turn.end().get().cursor());
                        statements.moveTo.setLong(2, Row.micros(turn.end().get().time()));
                        statements.moveTo.executeUpdate();
                    }
                });
    }

    @Override
    public void ban(Ban ban) {
        durably(() -> add(ban));
    }

    @Override
    public boolean unban(Offender offender, Instant time) {
        int[] lifted = new int[1];
        durably(
                () -> {
                    statements.lift.setLong(1, Row.micros(time));
                    statements.lift.setString(2, offender.toString());
                    statements.lift.setLong(3, Row.micros(time));
                    lifted[0] = statements.lift.executeUpdate();
                    statements.emptyAll.setString(1, offender.toString());
                    statements.emptyAll.executeUpdate();
                    statements.pardon.setString(1, offender.toString());
                    statements.pardon.setLong(2, Row.micros(time));
                    statements.pardon.executeUpdate();
                });
        return lifted[0] > 0;
    }

    @Override
    public List<Ban> bans(Instant now) {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    statements.bans.setLong(1, Row.micros(now));
                    List<Ban> bans = new ArrayList<>();
                    try (ResultSet row = statements.bans.executeQuery()) {
                        while (row.next()) {
                            bans.add(Row.ban(row));
                        }
                    }
                    return bans;
                });
    }

    @Override
    public Map<Offender, Instant> pardons() {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    Map<Offender, Instant> pardons = new HashMap<>();
                    try (ResultSet row = statements.pardons.executeQuery()) {
                        while (row.next()) {
                            pardons.put(Row.offender(row), Row.time(row.getLong("time")));
                        }
                    }
                    return pardons;
                });
    }

    @Override
    public List<Strike> window(Offender offender, String jail, Instant from, Instant to) {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    statements.window.setString(1, offender.toString());
                    statements.window.setString(2, jail);
                    statements.window.setLong(3, Row.micros(from));
                    statements.window.setLong(4, Row.micros(to));
                    List<Strike> strikes = new ArrayList<>();
                    try (ResultSet row = statements.window.executeQuery()) {
                        while (row.next()) {
                            strikes.add(Row.strike(row));
                        }
                    }
                    return strikes;
                });
    }

    @Override
    public Optional<String> remembered(String name) {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    statements.remembered.setString(1, name);
                    try (ResultSet row = statements.remembered.executeQuery()) {
                        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                    }
                });
    }

    @Override
    public void remember(String name, String value) {
        transaction(
                () -> {
                    statements.remember.setString(1, name);
                    statements.remember.setString(2, value);
                    statements.remember.executeUpdate();
                });
    }

    @Override
    public boolean prune(Instant before, Instant windows, int most) {
        int[] gone = new int[1];
        transaction(
                () -> {
                    gone[0] = prune(statements.pruneExcess, windows, most);
                    for (PreparedStatement prune : statements.prunes) {
                        gone[0] = Math.max(gone[0], prune(prune, before, most));
                    }
                });
        return gone[0] == most;
    }

    @Override
    public void close() {
        try (Instance released = instance) {
            Sqlite.attempt(
                    "close",
                    file,
                    () -> {
                        statements.close();
                        connection.close();
                        return released;
                    });
        }
    }

    private static int prune(PreparedStatement prune, Instant before, int most)
            throws SQLException {
        prune.setLong(1, Row.micros(before));
        prune.setInt(2, most);
        return prune.executeUpdate();
    }

    private void add(Ban ban) throws SQLException {
        Row.write(statements.addBan, ban);
        statements.addBan.executeUpdate();
    }

    private void emptyWindow(Strike strike, Ban ban) throws SQLException {
        statements.empty.setString(1, strike.offender().toString());
        statements.empty.setString(2, strike.jail());
        statements.empty.setLong(3, Row.micros(ban.end()));
        statements.empty.executeUpdate();
    }

    private void durably(Change change) {
        pragma("PRAGMA synchronous = FULL");
        try {
            transaction(change);
        } finally {
            pragma("PRAGMA synchronous = NORMAL");
        }
    }

    private void transaction(Change change) {
        Sqlite.attempt(
                "write",
                file,
                () -> {
                    statements.begin.execute();
                    try {
                        change.make();
                        statements.commit.execute();
                    } catch (SQLException broken) {
                        rollback(broken);
                        throw broken;
                    }
                    return true;
                });
    }

    private void rollback(SQLException cause) {
        try {
            statements.rollback.execute();
        } catch (SQLException alreadyRolledBack) {
            cause.addSuppressed(alreadyRolledBack);
        }
    }

    private void pragma(String sql) {
        Sqlite.attempt(
                "write",
                file,
                () -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute(sql);
                    }
                });
    }

    /** Writes inside a transaction. */
    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }
}
