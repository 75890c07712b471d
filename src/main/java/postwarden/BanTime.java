package postwarden;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a ban lasts, from the last strike on.
 *
 * @param first of an offender without earlier bans
 * @param growth how earlier bans make it longer; empty: they do not
 */
public record BanTime(Duration first, Optional<Growth> growth) {
    /**
     * Each earlier ban multiplies.
     *
     * @param factor 2 or more
     * @param most however many there were
     * @param forget how long a ban that is over is remembered
     */
    public record Growth(int factor, Duration most, Duration forget) {
        public Growth {
            if (factor < 2) {
                throw new IllegalArgumentException("a factor is 2 or more, not " + factor);
            }
            Policy.requirePositive("forget", forget);
        }
    }

    public BanTime {
        Policy.requirePositive("banTime", first);
        if (growth.isPresent() && growth.get().most().compareTo(first) < 0) {
            throw new IllegalArgumentException("most is not less than the first banTime");
        }
    }

    public static BanTime of(Duration always) {
        return new BanTime(always, Optional.empty());
    }

    /** For an offender with so many earlier bans. */
    public Duration after(int earlier) {
        return growth.map(grown -> grown(grown, earlier)).orElse(first);
    }

    private Duration grown(Growth grown, int earlier) {
        Duration time = first;
        for (int i = 0; i < earlier && time.compareTo(grown.most()) < 0; i++) {
            time = time.multipliedBy(grown.factor());
        }
        return time.compareTo(grown.most()) < 0 ? time : grown.most();
    }
}
