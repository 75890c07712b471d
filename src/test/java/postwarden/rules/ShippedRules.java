package postwarden.rules;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.Match;

/** The shipped rule files, each loaded once for all tests. */
final class ShippedRules {
    static final ShippedRules POSTFIX = new ShippedRules("postfix");
    static final ShippedRules POSTFIX_EXTRA = new ShippedRules("postfix-extra");
    static final ShippedRules DOVECOT = new ShippedRules("dovecot");

    final String name;
    final Path file;
    final CompiledBook book;

    private ShippedRules(String name) {
        this.name = name;
        this.file = Path.of("rules", name + ".groovy");
        this.book = new Rules(Readers.TOOLS, Optional.empty()).load(List.of(file));
    }

    /** Of the first jail that has one. */
    Optional<Match> match(String identifier, String message) {
        Entry entry =
                new Entry(
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        OptionalInt.empty(),
                        identifier,
                        message);
        for (Jail jail : book.jails()) {
            Optional<Match> match = book.match(jail, entry);
            if (match.isPresent() && !book.mayMatch(message)) {
                throw new AssertionError("the pre-check would have lost: " + message);
            }
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** {@code lost-connection 203.0.113.9}, or {@code none}. */
    String verdict(String identifier, String message) {
        return match(identifier, message)
                .map(match -> match.rule() + " " + match.client())
                .orElse("none");
    }
}
