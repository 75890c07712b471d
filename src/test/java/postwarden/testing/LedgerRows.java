package postwarden.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a ledger holds, a line for each row. */
public final class LedgerRows {
    private LedgerRows() {}

    /** Everything but row numbers, and cursors, which name a journal's file. */
    public static List<String> of(Path file) {
        return of(
                file,
                "SELECT 'strike', offender, jail, rule, time, weight, client, message,"
                        + " verdict, open, \"window\", account, kind, held FROM strike ORDER BY id",
                "SELECT 'forgiven', offender, jail, time FROM forgiven ORDER BY 2, 3",
                "SELECT 'pace', kind, day, offenders FROM pace ORDER BY 2, 3",
                "SELECT 'ban', offender, start, \"end\", jail, rule, weight, find_time, reason,"
                        + " translated, lifted FROM ban ORDER BY id",
                "SELECT 'pardon', offender, time FROM pardon ORDER BY 2",
                "SELECT 'position', time FROM position");
    }

    /** What these queries find. */
    public static List<String> of(Path file, String... queries) {
        List<String> rows = new ArrayList<>();
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String query : queries) {
                try (ResultSet row = ledger.createStatement().executeQuery(query)) {
                    while (row.next()) {
                        StringBuilder text = new StringBuilder();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            text.append(row.getString(i)).append('|');
                        }
                        rows.add(text.toString());
                    }
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        }
        return rows;
    }
}
