package postwarden.firewall;

import java.time.Duration;

/**
 * How often the kernel is looked at.
 *
 * @param ask between two questions for its generation
 * @param compare at least between two comparisons, whoever changes what
 * @param anyway after which a comparison is due without reason
 */
record Pace(Duration ask, Duration compare, Duration anyway) {
    /** A foreign change is noticed after at most four seconds. */
    static final Pace DEFAULT =
            new Pace(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(2));
}
