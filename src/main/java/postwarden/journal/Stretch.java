package postwarden.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * A part of history.
 *
 * @param since the first time that is part of it
 * @param until the last; empty: to the end
 */
public record Stretch(Instant since, Optional<Instant> until) {
    public static final Stretch ALL = new Stretch(Instant.EPOCH, Optional.empty());

    boolean holds(Instant time) {
        return !time.isBefore(since) && until.map(last -> !time.isAfter(last)).orElse(true);
    }
}
