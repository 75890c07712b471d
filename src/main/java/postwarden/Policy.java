package postwarden;

import java.time.Duration;

/**
 * When strikes ban, and for how long.
 *
 * @param maxRetry the weight of strikes that bans, 1 or more
 * @param findTime how far apart the strikes of one window may lie, inclusive
 */
public record Policy(int maxRetry, Duration findTime, BanTime banTime) {
    public static final Policy DEFAULT = new Policy(2, Duration.ofHours(24), Duration.ofDays(7));

    public Policy {
        if (maxRetry < 1) {
            throw new IllegalArgumentException("maxRetry is 1 or more, not " + maxRetry);
        }
        requirePositive("findTime", findTime);
    }

    /** With bans that all last the same time. */
    public Policy(int maxRetry, Duration findTime, Duration banTime) {
        this(maxRetry, findTime, BanTime.of(banTime));
    }

    static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is longer than nothing");
        }
    }
}
