package postwarden.daemon;

import java.time.Instant;
import java.util.Optional;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Watched;

/** Opens the journal to follow; again after a fault, and when what is watched changes. */
@FunctionalInterface
public interface JournalSource {
    /**
     * Goes on behind a position.
     *
     * @param since where to begin without a position
     */
    Journal open(Watched watched, Optional<Position> after, Instant since);
}
