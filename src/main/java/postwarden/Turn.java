package postwarden;

import java.util.List;
import java.util.Optional;

/**
 * What one batch came to: decided, but in force only once it is committed.
 *
 * @param judgements every strike of the batch with its verdict, in order
 * @param end where the journal is to go on; empty if the batch read nothing
 */
public record Turn(List<Judgement> judgements, Optional<Position> end) {
    public Turn {
        judgements = List.copyOf(judgements);
    }

    public record Judgement(Strike strike, Verdict verdict) {}

    public List<Ban> bans() {
        return judgements.stream()
                .map(Judgement::verdict)
                .filter(Verdict.Banned.class::isInstance)
                .map(verdict -> ((Verdict.Banned) verdict).ban())
                .toList();
    }
}
