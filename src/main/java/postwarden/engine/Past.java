package postwarden.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postwarden.Offender;
import postwarden.Strike;

/** Where strikes that left memory are found again; the ledger's {@code window}. */
@FunctionalInterface
public interface Past {
    /** Strikes that still count, oldest first, both times inclusive. */
    List<Strike> window(Offender offender, String jail, Instant from, Instant to);

    /** For a replay: everything is kept in memory, so there is nothing else to ask. */
    static Optional<Past> none() {
        return Optional.empty();
    }
}
