package postwarden;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 7d}, {@code 24h}, {@code 1h 30m}, {@code 10s}. */
public final class TimeSpan {
    private static final Pattern PART = Pattern.compile("\\s*([0-9]{1,9})\\s*(w|d|h|min|m|s)");

    /** A sum of more of them could be more than a Duration holds. */
    private static final int MOST_CHARACTERS = 1000;

    private TimeSpan() {}

    /** One or more numbers, each with a unit: w, d, h, m (or min), s. No number goes without. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length()) {
            if (!part.find(end) || part.start() != end) {
                return Optional.empty();
            }
            sum = sum.plusSeconds(Long.parseLong(part.group(1)) * seconds(part.group(2)));
            end = part.end();
        }
        return end == 0 ? Optional.empty() : Optional.of(sum);
    }

    /** In at most two units, rounded down: {@code 6d 23h}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.toDays() >= 1) {
            return join(duration.toDays(), "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() >= 1) {
            return join(duration.toHours(), "h", duration.toMinutesPart(), "m");
        }
        if (duration.toMinutes() >= 1) {
            return join(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
        }
        return duration.toSeconds() + "s";
    }

    private static String join(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "w" -> 7 * 86_400;
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "min", "m" -> 60;
            default -> 1;
        };
    }
}
