package postwarden.rules;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postwarden.Entry;
import postwarden.Match;

/** The rules of rules/postfix.groovy, loaded once for all tests. */
final class ShippedRules {
    static final Path FILE = Path.of("rules/postfix.groovy");
    static final CompiledBook BOOK = new Rules(Readers.TOOLS, Optional.empty()).load(List.of(FILE));

    private ShippedRules() {}

    static Optional<Match> match(String identifier, String message) {
        Optional<Match> match =
                BOOK.match(
                        BOOK.jails().getFirst(),
                        new Entry(
                                "",
                                Instant.EPOCH,
                                Optional.empty(),
                                OptionalInt.empty(),
                                identifier,
                                message));
        if (match.isPresent() && !BOOK.mayMatch(message)) {
            throw new AssertionError("the pre-check would have lost: " + message);
        }
        return match;
    }

    /** {@code lost-connection 203.0.113.9}, or {@code none}. */
    static String verdict(String identifier, String message) {
        return match(identifier, message)
                .map(match -> match.rule() + " " + match.client())
                .orElse("none");
    }
}
