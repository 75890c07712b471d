package postwarden.daemon;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postwarden.RuleBook;
import postwarden.Tally;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;

/** What happened since the start, for {@code status}. The watch's thread only. */
final class Totals {
    private final TreeMap<String, Long> rules = new TreeMap<>();
    private Tally tally = Tally.NONE;
    private long strikes;
    private Optional<Instant> lastEntry = Optional.empty();

    Totals(RuleBook book) {
        book.jails().forEach(jail -> jail.rules().forEach(rule -> rules.put(rule.name(), 0L)));
    }

    void add(Tally more, Optional<Instant> last) {
        tally = tally.plus(more);
        if (more.entries() > 0) {
            lastEntry = last.or(() -> lastEntry);
        }
    }

    void add(Turn turn) {
        for (Judgement judgement : turn.judgements()) {
            if (judgement.verdict() instanceof Verdict.Spared) {
                continue;
            }
            rules.merge(judgement.strike().rule(), 1L, Long::sum);
            strikes++;
        }
    }

    Map<String, Long> rules() {
        return new TreeMap<>(rules);
    }

    Tally tally() {
        return tally;
    }

    long strikes() {
        return strikes;
    }

    Optional<Instant> lastEntry() {
        return lastEntry;
    }
}
