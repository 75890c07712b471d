package postwarden.fail2ban;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** fail2ban's durations: seconds, or {@code 1d 12h}, {@code 10min}, {@code 1.5h}, added up. */
final class TimeText {
    private static final Pattern PART =
            Pattern.compile(
                    "\\s*([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*(years?|y|months?|mon?|weeks?|w|days?|da?|hours?|ho?"
                            + "|minutes?|min|mm?|seconds?|sec|ss?)?(?![a-z])\\+?",
                    Pattern.CASE_INSENSITIVE);
    private static final double YEAR = 365.25 * 86_400;

    private TimeText() {}

    /** Empty if it is none, or none that is longer than nothing. */
    static Optional<Duration> parse(String text) {
        String spaced = text.strip().replaceAll("(?<=[A-Za-z])(?=[0-9])", " ");
        Matcher part = PART.matcher(spaced);
        double seconds = 0;
        int end = 0;
        while (end < spaced.length()) {
            if (!part.find(end) || part.start() != end) {
                return Optional.empty();
            }
            seconds += Double.parseDouble(part.group(1)) * unit(part.group(2));
            end = part.end();
        }
        return seconds < 1
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round(seconds)));
    }

    private static double unit(String unit) {
        if (unit == null) {
            return 1;
        }
        String lower = unit.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mo")) {
            return YEAR / 12;
        }
        return switch (lower.charAt(0)) {
            case 'y' -> YEAR;
            case 'w' -> 7 * 86_400;
            case 'd' -> 86_400;
            case 'h' -> 3_600;
            case 'm' -> 60;
            default -> 1;
        };
    }

    /** In the words of a rule file: {@code 10.minutes}. */
    static String written(Duration duration) {
        long seconds = duration.toSeconds();
        long[] sizes = {7 * 86_400, 86_400, 3_600, 60};
        String[] names = {"week", "day", "hour", "minute"};
        for (int i = 0; i < sizes.length; i++) {
            if (seconds % sizes[i] == 0) {
                return written(seconds / sizes[i], names[i]);
            }
        }
        return written(seconds, "second");
    }

    private static String written(long count, String name) {
        return count + "." + name + (count == 1 ? "" : "s");
    }
}
