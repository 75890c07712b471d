package postwarden.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /** What only one of the two has: some rows of it, with a minus if they are missing. */
    public static List<String> difference(List<String> expected, List<String> actual) {
        List<String> missing = new ArrayList<>(expected);
        Map<String, Integer> counts = new HashMap<>();
        actual.forEach(row -> counts.merge(row, 1, Integer::sum));
        missing.removeIf(row -> counts.merge(row, -1, Integer::sum) >= 0);
        Stream<String> more =
                counts.entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .map(count -> "+ " + count.getKey());
        return Stream.concat(missing.stream().map(row -> "- " + row), more).limit(20).toList();
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
