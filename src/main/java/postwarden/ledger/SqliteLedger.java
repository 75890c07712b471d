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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Ban;
import postwarden.Forgiveness;
import postwarden.Ledger;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Pace;
import postwarden.Position;
import postwarden.Storm;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.WindowKey;

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
        return all(
                        statements.position,
                        row -> new Position(row.getString(1), Row.time(row.getLong(2))))
                .stream()
                .findFirst();
    }

    @Override
    public void commit(Turn turn) {
        transaction(
                () -> {
                    for (Judgement judgement : turn.judgements()) {
                        write(judgement);
                    }
                    for (Forgiveness forgiveness : turn.forgiven()) {
                        write(forgiveness);
                    }
                    for (Pace pace : turn.paces()) {
                        statements.setPace.setString(1, pace.kind());
                        statements.setPace.setLong(2, pace.day());
                        statements.setPace.setInt(3, pace.offenders());
                        statements.setPace.executeUpdate();
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
        return all(statements.bans, Row::ban, Row.micros(now));
    }

    @Override
    public Map<Offender, Instant> pardons() {
        Map<Offender, Instant> pardons = new HashMap<>();
        all(statements.pardons, row -> Map.entry(Row.offender(row), Row.time(row.getLong("time"))))
                .forEach(each -> pardons.put(each.getKey(), each.getValue()));
        return pardons;
    }

    @Override
    public List<OpenStrike> window(WindowKey key, Instant from, Instant to) {
        PreparedStatement query =
                switch (key) {
                    case WindowKey.OfOffender own -> statements.window;
                    case WindowKey.OfAccount account -> statements.windowOfAccount;
                };
        return all(
                query,
                row -> new OpenStrike(Row.strike(row), row.getInt("held") > 0),
                whose(key),
                key.window(),
                Row.micros(from),
                Row.micros(to));
    }

    @Override
    public int bans(
            Offender offender,
            String jail,
            Instant startedAfter,
            Instant before,
            Instant endedAfter) {
        return all(
                        statements.earlierBans,
                        row -> row.getInt(1),
                        offender.toString(),
                        jail,
                        Row.micros(startedAfter),
                        Row.micros(before),
                        Row.micros(endedAfter))
                .getFirst();
    }

    @Override
    public Optional<Instant> forgiven(Offender offender, String jail) {
        return all(statements.forgiven, row -> Row.time(row.getLong(1)), offender.toString(), jail)
                .stream()
                .findFirst();
    }

    @Override
    public boolean hasForgiven() {
        return all(statements.anyForgiven, row -> row.getBoolean(1)).getFirst();
    }

    @Override
    public Set<Offender> strikers(String kind, Instant from, Instant to, int most) {
        return new HashSet<>(
                all(
                        statements.strikers,
                        Row::offender,
                        kind,
                        Row.micros(from),
                        Row.micros(to),
                        most));
    }

    @Override
    public int pace(String kind, long day) {
        return all(statements.pace, row -> row.getInt(1), kind, day).stream().findFirst().orElse(0);
    }

    @Override
    public List<Storm> storms(Instant since) {
        return all(
                statements.storms,
                row ->
                        new Storm(
                                row.getString("kind"),
                                Row.time(row.getLong("since")),
                                row.getInt("bans")),
                Row.micros(since));
    }

    @Override
    public Optional<String> remembered(String name) {
        return all(statements.remembered, row -> row.getString(1), name).stream().findFirst();
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
    public boolean prune(Keep keep, int most) {
        int[] gone = new int[1];
        transaction(
                () -> {
                    gone[0] = prune(statements.pruneExcess, keep.windows(), most);
                    gone[0] =
                            Math.max(gone[0], prune(statements.pruneStrikes, keep.strikes(), most));
                    for (PreparedStatement prune : statements.pruneBans) {
                        gone[0] = Math.max(gone[0], prune(prune, keep.bans(), most));
                    }
                    for (PreparedStatement prune : statements.pruneWindows) {
                        gone[0] = Math.max(gone[0], prune(prune, keep.windows(), most));
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

    private void write(Judgement judgement) throws SQLException {
        Row.write(statements.addStrike, judgement);
        statements.addStrike.executeUpdate();
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

    private void empty(WindowKey key, Instant before) throws SQLException {
        PreparedStatement empty =
                switch (key) {
                    case WindowKey.OfOffender own -> statements.empty;
                    case WindowKey.OfAccount account -> statements.emptyAccount;
                };
        empty.setString(1, whose(key));
        empty.setString(2, key.window());
        empty.setLong(3, Row.micros(before));
        empty.executeUpdate();
    }

    private static String whose(WindowKey key) {
        return switch (key) {
            case WindowKey.OfOffender own -> own.offender().toString();
            case WindowKey.OfAccount of -> of.account();
        };
    }

    private void write(Forgiveness forgiveness) throws SQLException {
        for (PreparedStatement each : List.of(statements.forgive, statements.emptyForgiven)) {
            each.setString(1, forgiveness.offender().toString());
            each.setString(2, forgiveness.jail());
            each.setLong(3, Row.micros(forgiveness.time()));
            each.executeUpdate();
        }
    }

    private <T> List<T> all(PreparedStatement query, Read<T> read, Object... parameters) {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    for (int i = 0; i < parameters.length; i++) {
                        query.setObject(i + 1, parameters[i]);
                    }
                    List<T> found = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            found.add(read.from(row));
                        }
                    }
                    return found;
                });
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

    /** One row as a value. */
    @FunctionalInterface
    private interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }
}
