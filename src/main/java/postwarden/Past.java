package postwarden;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was committed, asked for where memory does not reach back. */
public interface Past {
    /**
     * The strikes in a window that nothing has emptied since, oldest first, both times inclusive.
     */
    List<OpenStrike> window(WindowKey key, Instant from, Instant to);

    /**
     * How many bans of the offender, by strikes in the jail, began after {@code startedAfter} and
     * before {@code before}, and ended after {@code endedAfter}.
     */
    int bans(
            Offender offender,
            String jail,
            Instant startedAfter,
            Instant before,
            Instant endedAfter);

    /** Up to when the offender's strikes in the jail are forgiven. */
    Optional<Instant> forgiven(Offender offender, String jail);

    /** Whether anybody's are. */
    boolean hasForgiven();

    /** Whose strikes of a kind there are; {@code from} inclusive, {@code to} exclusive. */
    Set<Offender> strikers(String kind, Instant from, Instant to, int most);

    /** As {@link Pace#offenders}; 0 if nothing is known. */
    int pace(String kind, long day);
}
