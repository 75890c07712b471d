package postwarden;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What one batch came to: decided, but in force only once it is committed.
 *
 * @param judgements every strike of the batch with its verdict, in order
 * @param forgiven what was forgiven
 * @param paces those that have changed
 * @param end where the journal is to go on; empty if the batch read nothing
 */
public record Turn(
        List<Judgement> judgements,
        List<Forgiveness> forgiven,
        List<Pace> paces,
        Optional<Position> end) {
    public Turn {
        judgements = List.copyOf(judgements);
        forgiven = List.copyOf(forgiven);
        paces = List.copyOf(paces);
    }

    /** One in which nothing was forgiven and no pace changed. */
    public Turn(List<Judgement> judgements, Optional<Position> end) {
        this(judgements, List.of(), List.of(), end);
    }

    public record Judgement(Strike strike, Verdict verdict) {
        /** In the window until something empties it. */
        public boolean isOpen() {
            return switch (verdict) {
                case Verdict.Spared spared -> false;
                case Verdict.AlreadyBanned banned -> false;
                case Verdict.Counted counted -> true;
                case Verdict.Observed observed -> observed.would().isEmpty();
                case Verdict.Held held -> held.open();
                case Verdict.Banned banned -> false;
            };
        }

        /** What the window holds from before then leaves it; empty: nothing does. */
        public Optional<Instant> empties() {
            return switch (verdict) {
                case Verdict.Banned banned -> Optional.of(emptied(banned.ban()));
                case Verdict.Observed observed ->
                        observed.would().map(would -> justAfter(would.start()));
                case Verdict.Spared spared -> Optional.empty();
                case Verdict.AlreadyBanned banned -> Optional.empty();
                case Verdict.Counted counted -> Optional.empty();
                case Verdict.Held held -> Optional.empty();
            };
        }

        /** An offender's strikes until its ban ends are inside the ban. */
        private Instant emptied(Ban ban) {
            return switch (strike.key()) {
                case WindowKey.OfOffender own -> ban.end();
                case WindowKey.OfAccount account -> justAfter(ban.start());
            };
        }

        private static Instant justAfter(Instant time) {
            return time.plus(1, ChronoUnit.MICROS);
        }
    }

    public List<Ban> bans() {
        return judgements.stream()
                .map(Judgement::verdict)
                .filter(Verdict.Banned.class::isInstance)
                .flatMap(verdict -> ((Verdict.Banned) verdict).bans().stream())
                .toList();
    }

    /** Nothing but the place in the journal. */
    public boolean isQuiet() {
        return judgements.isEmpty() && forgiven.isEmpty() && paces.isEmpty();
    }
}
