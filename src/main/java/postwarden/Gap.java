package postwarden;

import java.time.Duration;
import java.time.Instant;

/**
 * Entries that are gone: the journal no longer has the position, and goes on only at {@code to}.
 */
public record Gap(Instant from, Instant to) {
    public Duration length() {
        return Duration.between(from, to);
    }
}
