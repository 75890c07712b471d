package postwarden.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import postwarden.LedgerException;
import postwarden.Refusal;
import postwarden.Rule;
import postwarden.ledger.History;
import postwarden.rules.Reading;

/**
 * Warns of rules that matched nothing in 30 days. Only the ledger knows; where there is none, or
 * nobody may read it, or it does not reach back so far, nothing is said. Nor of a rule whose file
 * is younger.
 */
final class Idleness {
    private static final Duration LONG = Duration.ofDays(30);

    private Idleness() {}

    static Reading asked(Reading reading, Path ledger) {
        if (!Files.isReadable(ledger)) {
            return reading;
        }
        try (History history = History.open(ledger)) {
            Optional<Instant> since = history.reached().map(reached -> reached.minus(LONG));
            Optional<History.Activity> activity = history.activity();
            if (since.isEmpty()
                    || activity.isEmpty()
                    || activity.get().oldest().isAfter(since.get())) {
                return reading;
            }
            return reading.withIdle(rule -> isIdle(rule, activity.get(), since.get()));
        } catch (Refusal | LedgerException unreadable) {
            return reading;
        }
    }

    private static boolean isIdle(Rule rule, History.Activity activity, Instant since) {
        Instant newest = activity.newest().getOrDefault(rule.name(), Instant.MIN);
        return newest.isBefore(since) && isOlder(Path.of(rule.file()), since);
    }

    private static boolean isOlder(Path file, Instant since) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(since);
        } catch (IOException gone) {
            return false;
        }
    }
}
