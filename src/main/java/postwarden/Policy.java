package postwarden;

import java.time.Duration;

/**
 * When a jail bans, and for how long.
 *
 * @param maxRetry the weight of strikes that bans, 1 or more
 * @param findTime how far apart the strikes of one window may lie, inclusive
 * @param banTime how long a ban lasts, from the last strike on
 */
public record Policy(int maxRetry, Duration findTime, Duration banTime) {
    public static final Policy DEFAULT = new Policy(2, Duration.ofHours(24), Duration.ofDays(7));

    public Policy {
        if (maxRetry < 1) {
            throw new IllegalArgumentException("maxRetry is 1 or more, not " + maxRetry);
        }
        requirePositive("findTime", findTime);
        requirePositive("banTime", banTime);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is longer than nothing");
        }
    }
}
