package postwarden.daemon;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import postwarden.RuleBook;
import postwarden.Tally;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;

/** What happened since the start, for {@code status}. The watch's thread only. */
final class Totals {
    /** Of rules that are gone, so many keep their count. */
    private static final int MOST_GONE = 1000;

    private final TreeMap<String, Long> rules = new TreeMap<>();
    private Tally tally = Tally.NONE;
    private long strikes;
    private Optional<Instant> lastEntry = Optional.empty();

    Totals(RuleBook book) {
        follow(book);
    }

    /** Another book: what was counted stays. */
    void follow(RuleBook book) {
        Set<String> names = new HashSet<>();
        book.jails().forEach(jail -> jail.rules().forEach(rule -> names.add(rule.name())));
        boolean tooMany = rules.size() > names.size() + MOST_GONE;
        rules.entrySet()
                .removeIf(
                        rule ->
                                !names.contains(rule.getKey())
                                        && (tooMany || rule.getValue() == 0));
        names.forEach(name -> rules.putIfAbsent(name, 0L));
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
