package postwarden.journal;

import java.time.Instant;
import postwarden.Position;

/** Where reading begins. */
public sealed interface Start {
    /** With the entry that follows this one. */
    record After(Position position) implements Start {}

    /** With the first entry of that time or later, also if it is yet to come. */
    record Since(Instant time) implements Start {}

    /** With the oldest entry there is. */
    static Start oldest() {
        return new Since(Instant.EPOCH);
    }
}
