package postwarden.firewall;

import java.time.Duration;

/**
 * How often the kernel is looked at.
 *
 * @param ask between two questions for its generation
 * @param compare at least between two comparisons, whoever changes what
 * @param anyway after which a comparison is due without reason
 * @param rest at least this many times as long as the last comparison took: the kernel's dump of a
 *     set costs the square of its length, 0.2 s at 100,000 elements, half a minute at 900,000
 */
record Pace(Duration ask, Duration compare, Duration anyway, int rest) {
    /** A foreign change is noticed after at most three seconds, up to some 100,000 bans. */
    static final Pace DEFAULT =
            new Pace(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(2), 5);

    /**
     * Where nothing tells of a change, all is compared again and again, at one part of sixteen of a
     * processor at most: up to 100,000 bans that is often enough to heal within five seconds.
     */
    static final Pace WITHOUT_NEWS =
            new Pace(Duration.ZERO, Duration.ofSeconds(3), Duration.ofMinutes(2), 15);
}
