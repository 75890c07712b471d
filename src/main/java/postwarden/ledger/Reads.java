package postwarden.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import postwarden.Ban;
import postwarden.Micros;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Position;
import postwarden.Storm;
import postwarden.WindowKey;

/** What the watch asks. */
final class Reads {
    private final Session session;
    private final PreparedStatement position;
    private final PreparedStatement pardons;
    private final PreparedStatement bans;
    private final PreparedStatement window;
    private final PreparedStatement windowOfAccount;
    private final PreparedStatement earlierBans;
    private final PreparedStatement forgiven;
    private final PreparedStatement anyForgiven;
    private final PreparedStatement strikers;
    private final PreparedStatement pace;
    private final PreparedStatement storms;
    private final PreparedStatement remembered;

    Reads(Session session) throws SQLException {
        this.session = session;
        position = session.prepare("SELECT cursor, time FROM position");
        pardons = session.prepare("SELECT offender, time FROM pardon");
        bans =
                session.prepare(
                        "SELECT "
                                + Row.BAN_COLUMNS
                                + " FROM ban WHERE \"end\" > ?"
                                + " AND lifted IS NULL ORDER BY id");
        window = session.prepare(window("offender = ? AND account IS NULL"));
        windowOfAccount = session.prepare(window("account = ?"));
        earlierBans =
                session.prepare(
                        "SELECT count(*) FROM ban WHERE offender = ? AND jail = ?"
                                + " AND start > ? AND start < ? AND \"end\" > ?");
        forgiven = session.prepare("SELECT time FROM forgiven WHERE offender = ? AND jail = ?");
        anyForgiven = session.prepare("SELECT EXISTS (SELECT 1 FROM forgiven)");
        strikers =
                session.prepare(
                        "SELECT DISTINCT offender FROM strike"
                                + " WHERE kind = ? AND time >= ? AND time < ? LIMIT ?");
        pace = session.prepare("SELECT offenders FROM pace WHERE kind = ? AND day = ?");
        storms =
                session.prepare(
                        "SELECT kind, min(time) AS since, sum(held = 2) AS bans FROM strike"
                                + " WHERE held > 0 AND time >= ? GROUP BY kind ORDER BY kind");
        remembered = session.prepare("SELECT value FROM remembered WHERE name = ?");
    }

    Optional<Position> position() {
        return session
                .all(
                        position,
                        row -> new Position(row.getString(1), Micros.instant(row.getLong(2))))
                .stream()
                .findFirst();
    }

    void bans(Instant now, Consumer<Ban> each) {
        session.each(bans, Row::ban, each, Micros.of(now));
    }

    Map<Offender, Instant> pardons() {
        Map<Offender, Instant> times = new HashMap<>();
        session.all(
                        pardons,
                        row -> Map.entry(Row.offender(row), Micros.instant(row.getLong("time"))))
                .forEach(each -> times.put(each.getKey(), each.getValue()));
        return times;
    }

    List<OpenStrike> window(WindowKey key, Instant from, Instant to) {
        PreparedStatement query =
                switch (key) {
                    case WindowKey.OfOffender own -> window;
                    case WindowKey.OfAccount account -> windowOfAccount;
                };
        return session.all(
                query,
                row -> new OpenStrike(Row.strike(row), row.getInt("held") > 0),
                Row.whose(key),
                key.window(),
                Micros.of(from),
                Micros.of(to));
    }

    int bans(
            Offender offender,
            String jail,
            Instant startedAfter,
            Instant before,
            Instant endedAfter) {
        return session.all(
                        earlierBans,
                        row -> row.getInt(1),
                        offender.toString(),
                        jail,
                        Micros.of(startedAfter),
                        Micros.of(before),
                        Micros.of(endedAfter))
                .getFirst();
    }

    Optional<Instant> forgiven(Offender offender, String jail) {
        return session
                .all(forgiven, row -> Micros.instant(row.getLong(1)), offender.toString(), jail)
                .stream()
                .findFirst();
    }

    boolean hasForgiven() {
        return session.all(anyForgiven, row -> row.getBoolean(1)).getFirst();
    }

    Set<Offender> strikers(String kind, Instant from, Instant to, int most) {
        return new HashSet<>(
                session.all(strikers, Row::offender, kind, Micros.of(from), Micros.of(to), most));
    }

    int pace(String kind, long day) {
        return session.all(pace, row -> row.getInt(1), kind, day).stream().findFirst().orElse(0);
    }

    List<Storm> storms(Instant since) {
        return session.all(
                storms,
                row ->
                        new Storm(
                                row.getString("kind"),
                                Micros.instant(row.getLong("since")),
                                row.getInt("bans")),
                Micros.of(since));
    }

    Optional<String> remembered(String name) {
        return session.all(remembered, row -> row.getString(1), name).stream().findFirst();
    }

    private static String window(String whose) {
        return "SELECT "
                + Row.STRIKE_COLUMNS
                + ", held FROM strike WHERE "
                + whose
                + " AND \"window\" = ? AND time BETWEEN ? AND ? AND open ORDER BY time, id";
    }
}
