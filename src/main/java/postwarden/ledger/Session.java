package postwarden.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A connection with its prepared statements, and transactions on it. One thread's. */
final class Session implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final List<PreparedStatement> prepared = new ArrayList<>();
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;

    Session(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.begin = prepare("BEGIN IMMEDIATE");
        this.commit = prepare("COMMIT");
        this.rollback = prepare("ROLLBACK");
    }

    /** One row as a value. */
    @FunctionalInterface
    interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    /** Closed with the session. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.add(statement);
        return statement;
    }

    <T> List<T> all(PreparedStatement query, Read<T> read, Object... parameters) {
        List<T> found = new ArrayList<>();
        each(query, read, found::add, parameters);
        return found;
    }

    <T> void each(PreparedStatement query, Read<T> read, Consumer<T> take, Object... parameters) {
        Sqlite.attempt(
                "read",
                file,
                () -> {
                    for (int i = 0; i < parameters.length; i++) {
                        query.setObject(i + 1, parameters[i]);
                    }
                    each(query, read, take);
                    return true;
                });
    }

    static <T> List<T> rows(PreparedStatement query, Read<T> read) throws SQLException {
        List<T> found = new ArrayList<>();
        each(query, read, found::add);
        return found;
    }

    static <T> List<T> rows(Connection connection, String sql, Read<T> read) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            return rows(query, read);
        }
    }

    /** Of the rows, all of which must be values. */
    static <T> long count(Connection connection, String sql, Read<T> read) throws SQLException {
        long[] count = new long[1];
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            each(query, read, value -> count[0]++);
        }
        return count[0];
    }

    private static <T> void each(PreparedStatement query, Read<T> read, Consumer<T> take)
            throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                take.accept(value(row, read));
            }
        }
    }

    private static <T> T value(ResultSet row, Read<T> read) throws SQLException {
        try {
            return read.from(row);
        } catch (RuntimeException noValue) {
            throw Sqlite.damage("a row holds what nobody wrote there (" + noValue + ")");
        }
    }

    <T> T transaction(Sqlite.Work<T> change) {
        return Sqlite.attempt(
                "write",
                file,
                () -> {
                    begin.execute();
                    try {
                        T done = change.run();
                        commit.execute();
                        return done;
                    } catch (SQLException broken) {
                        rollback(broken);
                        throw broken;
                    }
                });
    }

    /** On the disk when this returns. */
    <T> T durably(Sqlite.Work<T> change) {
        pragma("PRAGMA synchronous = FULL");
        try {
            return transaction(change);
        } finally {
            pragma("PRAGMA synchronous = NORMAL");
        }
    }

    @Override
    public void close() {
        Sqlite.attempt(
                "close",
                file,
                () -> {
                    for (PreparedStatement statement : prepared) {
                        statement.close();
                    }
                    connection.close();
                    return true;
                });
    }

    private void rollback(SQLException cause) {
        try {
            rollback.execute();
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
}
