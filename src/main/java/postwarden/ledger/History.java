package postwarden.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Ban;
import postwarden.Micros;
import postwarden.Offender;
import postwarden.Strike;

/** What was: answers questions on a connection of its own, beside the watch. One thread's. */
public final class History implements AutoCloseable {
    private static final int MOST_RULES = 10_000;

    private final Path file;
    private final Connection connection;

    private History(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    public static History open(Path file) {
        return new History(file, Sqlite.openForReading(file));
    }

    /** A strike, and what became of it, in the ledger's words. */
    public record Judged(Strike strike, String verdict) {}

    /**
     * A ban, and when it was lifted, if it was.
     *
     * @param note what is to be said of a ban by strikes besides; empty: nothing
     */
    public record Recorded(Ban ban, Optional<Instant> lifted, String note) {}

    /** The newest first, {@code most} of them. */
    public List<Judged> strikes(Offender offender, int most) {
        return read(
                "SELECT "
                        + Row.STRIKE_COLUMNS
                        + ", verdict FROM strike WHERE offender = ?"
                        + " ORDER BY time DESC, id DESC LIMIT ?",
                List.of(offender),
                most,
                row -> new Judged(Row.strike(row), row.getString("verdict")));
    }

    /** Of these offenders, the newest first. */
    public List<Recorded> bans(List<Offender> offenders, int most) {
        String places = String.join(", ", Collections.nCopies(offenders.size(), "?"));
        return read(
                "SELECT "
                        + Row.BAN_COLUMNS
                        + ", lifted FROM ban WHERE offender IN ("
                        + places
                        + ") ORDER BY start DESC, id DESC LIMIT ?",
                offenders,
                most,
                History::recorded);
    }

    /** Of everyone, over or not, the newest first. */
    public List<Recorded> bans(int most) {
        return read(
                "SELECT "
                        + Row.BAN_COLUMNS
                        + ", lifted FROM ban ORDER BY start DESC, id DESC LIMIT ?",
                List.of(),
                most,
                History::recorded);
    }

    /** What strikes there are: by rule the time of the newest, and when the oldest of all was. */
    public record Activity(Instant oldest, Map<String, Instant> newest) {}

    /** Empty without strikes. */
    public Optional<Activity> activity() {
        Map<String, Instant> newest = new HashMap<>();
        List<Instant> oldest =
                read(
                        "SELECT rule, max(time) AS newest, min(time) AS oldest FROM strike"
                                + " GROUP BY rule LIMIT ?",
                        List.of(),
                        MOST_RULES,
                        row -> {
                            newest.put(
                                    row.getString("rule"), Micros.instant(row.getLong("newest")));
                            return Micros.instant(row.getLong("oldest"));
                        });
        return oldest.stream().min(Comparator.naturalOrder()).map(min -> new Activity(min, newest));
    }

    /** How far the journal was read. */
    public Optional<Instant> reached() {
        return read(
                        "SELECT time FROM position LIMIT ?",
                        List.of(),
                        1,
                        row -> Micros.instant(row.getLong(1)))
                .stream()
                .findFirst();
    }

    @Override
    public void close() {
        Sqlite.attempt(
                "close",
                file,
                () -> {
                    connection.close();
                    return true;
                });
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        long lifted = row.getLong("lifted");
        Optional<Instant> end =
                row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(lifted));
        Ban ban = Row.ban(row);
        Optional<String> reason = Optional.ofNullable(row.getString("reason"));
        boolean byStrikes = ban.cause() instanceof Ban.Cause.Strikes;
        return new Recorded(ban, end, byStrikes ? reason.orElse("") : "");
    }

    private <T> List<T> read(String sql, List<Offender> offenders, int most, Session.Read<T> read) {
        return Sqlite.attempt(
                "read",
                file,
                () -> {
                    try (PreparedStatement query = connection.prepareStatement(sql)) {
                        int parameter = 1;
                        for (Offender offender : offenders) {
                            query.setString(parameter++, offender.toString());
                        }
                        query.setInt(parameter, most);
                        return Session.rows(query, read);
                    }
                });
    }
}
