package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Match;
import postwarden.testing.Entries;

/** Clients' text that is kept in memory is cut. */
class LongTextTest {
    @TempDir private Path directory;

    @Test
    void whatIsCountedByAndWhatTellsStormsApartIsCutAt200Characters() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("long.groovy"),
                        """
                        jail('j') {
                            unit 'postfix.service'
                            rule('r') {
                                match ~/x from <CLIENT>, list (?<list>[a-z]*), user (?<user>.*)/
                                countBy 'user'
                                storm by: 'list'
                                example 'x from y[203.0.113.9], list a, user b', offender: '203.0.113.9'
                            }
                        }
                        """);
        CompiledBook book = new Rules(Readers.TOOLS, Optional.empty()).load(List.of(file));
        String message =
                "x from y[203.0.113.9], list %s, user %s"
                        .formatted("l".repeat(300), "u".repeat(300));
        Match match =
                book.match(book.jails().getFirst(), Entries.entry(Entries.MIDNIGHT, message))
                        .orElseThrow();
        assertEquals(Optional.of("u".repeat(200)), match.account());
        assertEquals(200, match.kind().orElseThrow().replaceAll("[^l]", "").length());
    }
}
