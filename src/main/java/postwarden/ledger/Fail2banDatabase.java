package postwarden.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import postwarden.Refusal;

/** fail2ban's own database, read only: the bans that it holds. */
public final class Fail2banDatabase {
    /** fail2ban may be writing. */
    private static final int PATIENCE_MILLIS = 5_000;

    /** Of fail2ban 0.11 and later; {@code bips} has one row for each address and jail. */
    private static final String IN_FORCE =
            "SELECT ip, jail, timeofban, bantime FROM bips"
                    + " WHERE bantime < 0 OR timeofban + bantime > ? ORDER BY timeofban, ip, jail";

    private final Path file;

    public Fail2banDatabase(Path file) {
        this.file = file;
    }

    /**
     * One ban.
     *
     * @param address as fail2ban wrote it: mostly an address
     * @param remaining empty: for ever, or fail2ban did not note how long
     */
    public record HeldBan(
            String address, String jail, Instant start, Optional<Duration> remaining) {}

    /** Those that are in force at this time, the oldest first. */
    public List<HeldBan> bans(Instant now) {
        if (!Files.isRegularFile(file)) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT, file + ": there is no such file; is this fail2ban's?");
        }
        if (!Files.isReadable(file)) {
            throw new Refusal(Refusal.Kind.NO_PERMISSION, file + ": may this user read it?");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(PATIENCE_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                PreparedStatement query = connection.prepareStatement(IN_FORCE)) {
            query.setLong(1, now.getEpochSecond());
            return read(query, now);
        } catch (SQLException broken) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT,
                    file
                            + ": is no database of fail2ban 0.11 or later: "
                            + broken.getMessage()
                                    .lines()
                                    .findFirst()
                                    .orElse("SQLite gave no reason"));
        }
    }

    private static List<HeldBan> read(PreparedStatement query, Instant now) throws SQLException {
        List<HeldBan> bans = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Instant start = Instant.ofEpochSecond(row.getLong("timeofban"));
                long seconds = row.getLong("bantime");
                bans.add(
                        new HeldBan(
                                row.getString("ip"),
                                row.getString("jail"),
                                start,
                                seconds < 0
                                        ? Optional.empty()
                                        : Optional.of(
                                                Duration.between(
                                                        now, start.plusSeconds(seconds)))));
            }
        }
        return bans;
    }
}
