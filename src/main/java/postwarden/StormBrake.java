package postwarden;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * When strikes of one kind come from more offenders than is plausible.
 *
 * @param on whether bans are then held back
 * @param offenders the most that are plausible in one stretch; empty: what was seen before decides
 * @param within how long a stretch is
 */
public record StormBrake(boolean on, OptionalInt offenders, Duration within) {
    public static final StormBrake DEFAULT =
            new StormBrake(true, OptionalInt.empty(), Duration.ofMinutes(10));

    public StormBrake {
        if (within.toSeconds() < 1) {
            throw new IllegalArgumentException("a stretch lasts a second or more");
        }
    }
}
