package postwarden.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Micros;
import postwarden.Offender;
import postwarden.Strike;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.WindowKey;

/** The nouns as rows, and back. */
final class Row {
    static final String STRIKE_COLUMNS =
            "offender, jail, rule, time, weight, client, cursor, message, \"window\", account, kind";
    static final String BAN_COLUMNS =
            "offender, start, \"end\", jail, rule, weight, find_time, reason, translated";
    static final String INSERT_STRIKE =
            "INSERT INTO strike ("
                    + STRIKE_COLUMNS
                    + ", verdict, open, held)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String INSERT_BAN =
            "INSERT INTO ban (" + BAN_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** In the place of a rule: a ban by hand that stays, whoever is a friend. */
    private static final String FORCED = "--force";

    private Row() {}

    static void write(PreparedStatement row, Judgement judgement) throws SQLException {
        Strike strike = judgement.strike();
        row.setString(1, strike.offender().toString());
        row.setString(2, strike.jail());
        row.setString(3, strike.rule());
        row.setLong(4, Micros.of(strike.time()));
        row.setInt(5, strike.weight());
        row.setString(6, strike.client().toString());
        row.setString(7, strike.cursor());
        row.setString(8, strike.message());
        row.setString(9, strike.counting().window());
        row.setString(10, strike.counting().account().orElse(null));
        row.setString(11, strike.counting().kind().orElse(null));
        row.setString(12, name(judgement.verdict()));
        row.setBoolean(13, judgement.isOpen());
        row.setInt(14, held(judgement.verdict()));
    }

    static void write(PreparedStatement row, Ban ban) throws SQLException {
        row.setString(1, ban.offender().toString());
        row.setLong(2, Micros.of(ban.start()));
        row.setLong(3, Micros.of(ban.end()));
        switch (ban.cause()) {
            case Ban.Cause.Strikes strikes -> {
                row.setString(4, strikes.jail());
                row.setString(5, strikes.rule());
                row.setInt(6, strikes.count());
                row.setLong(7, strikes.findTime().toSeconds());
                row.setNull(8, Types.VARCHAR);
            }
            case Ban.Cause.ByHand byHand -> {
                row.setNull(4, Types.VARCHAR);
                row.setString(5, byHand.forced() ? FORCED : null);
                row.setNull(6, Types.INTEGER);
                row.setNull(7, Types.INTEGER);
                row.setString(8, byHand.reason());
            }
        }
        row.setBoolean(9, ban.translated());
    }

    static Strike strike(ResultSet row) throws SQLException {
        return new Strike(
                offender(row),
                row.getString("jail"),
                row.getString("rule"),
                Micros.instant(row.getLong("time")),
                row.getInt("weight"),
                client(row),
                row.getString("cursor"),
                row.getString("message"),
                new Strike.Counting(
                        row.getString("window"),
                        Optional.ofNullable(row.getString("account")),
                        Optional.ofNullable(row.getString("kind"))));
    }

    static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                offender(row),
                Micros.instant(row.getLong("start")),
                Micros.instant(row.getLong("end")),
                cause(row),
                row.getBoolean("translated"));
    }

    static Offender offender(ResultSet row) throws SQLException {
        return Offender.parse(row.getString("offender")).orElseThrow();
    }

    static Address client(ResultSet row) throws SQLException {
        return Address.parse(row.getString("client")).orElseThrow();
    }

    static String whose(WindowKey key) {
        return switch (key) {
            case WindowKey.OfOffender own -> own.offender().toString();
            case WindowKey.OfAccount of -> of.account();
        };
    }

    private static Ban.Cause cause(ResultSet row) throws SQLException {
        Optional<String> jail = Optional.ofNullable(row.getString("jail"));
        if (jail.isEmpty()) {
            return new Ban.Cause.ByHand(
                    row.getString("reason"), FORCED.equals(row.getString("rule")));
        }
        return new Ban.Cause.Strikes(
                jail.get(),
                row.getString("rule"),
                row.getInt("weight"),
                Duration.ofSeconds(row.getLong("find_time")));
    }

    private static String name(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Spared spared -> "spared: " + spared.why();
            case Verdict.AlreadyBanned banned -> "already banned";
            case Verdict.Counted counted -> "counted";
            case Verdict.Observed observed ->
                    observed.would().isEmpty() ? "observed" : "observed: would have banned";
            case Verdict.Held held ->
                    "held back: storm of "
                            + held.kind()
                            + (held.fills() ? ", would have banned" : "");
            case Verdict.Banned banned -> "banned";
        };
    }

    private static int held(Verdict verdict) {
        return verdict instanceof Verdict.Held held ? (held.fills() ? 2 : 1) : 0;
    }
}
