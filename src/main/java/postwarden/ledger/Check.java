package postwarden.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postwarden.Address;
import postwarden.LedgerException;
import postwarden.Micros;
import postwarden.Refusal;

/**
 * What a look at all of a ledger came to. SQLite keeps no checksums: a byte that changed within a
 * text that no index holds, such as an entry's message, is not noticed.
 *
 * @param reached how far the journal was read
 * @param damage empty if the ledger is whole; the counts are worth nothing otherwise
 */
public record Check(
        Path file,
        long bytes,
        long strikes,
        long bans,
        Optional<Instant> reached,
        List<String> damage) {
    private static final int MOST_SENTENCES = 20;

    public Check {
        damage = List.copyOf(damage);
    }

    /** Takes seconds for a ledger of half a gigabyte, which may be written meanwhile. */
    public static Check of(Path file) {
        requireThere(file);
        try (Connection connection = Sqlite.openForReading(file)) {
            return all(file, connection);
        } catch (SQLException broken) {
            LedgerException failure = Sqlite.failure("check", file, broken);
            return damaged(file, failure);
        } catch (LedgerException broken) {
            return damaged(file, broken);
        }
    }

    /**
     * All but what the indices say: a quarter of the time. Of a copy, which nobody else has open; a
     * change of it that a crash has interrupted is undone first.
     */
    static boolean isWhole(Path copy) {
        try (Connection connection = Sqlite.openAlone(copy)) {
            return damage(connection, "quick_check").isEmpty();
        } catch (SQLException | LedgerException | Refusal broken) {
            return false;
        }
    }

    static void requireThere(Path file) {
        if (!Files.exists(file)) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, file + ": there is no ledger");
        }
    }

    public boolean isGood() {
        return damage.isEmpty();
    }

    void requireGood() {
        if (!isGood()) {
            throw LedgerException.damage(file + ": is damaged: " + damage.getFirst());
        }
    }

    private static Check all(Path file, Connection connection) throws SQLException {
        return new Check(
                file,
                file.toFile().length(),
                Session.count(connection, "SELECT offender, client FROM strike", Check::parties),
                Session.count(connection, "SELECT " + Row.BAN_COLUMNS + " FROM ban", Row::ban),
                Session.rows(
                                connection,
                                "SELECT time FROM position",
                                row -> Micros.instant(row.getLong(1)))
                        .stream()
                        .findFirst(),
                damage(connection, "integrity_check"));
    }

    private static Check damaged(Path file, LedgerException broken) {
        if (!broken.isDamage()) {
            throw broken;
        }
        return new Check(
                file,
                file.toFile().length(),
                0,
                0,
                Optional.empty(),
                List.of(broken.getMessage().replace(file + ": is damaged: ", "")));
    }

    private static List<String> damage(Connection connection, String pragma) throws SQLException {
        return Session.rows(
                        connection,
                        "PRAGMA " + pragma + "(" + MOST_SENTENCES + ")",
                        row -> row.getString(1))
                .stream()
                .filter(sentence -> !sentence.equals("ok"))
                .toList();
    }

    /** All of a strike that could be no value. */
    private static Address parties(ResultSet row) throws SQLException {
        Row.offender(row);
        return Row.client(row);
    }
}
