package postwarden.rules;

import java.time.Duration;

/**
 * {@code 24.hours}, {@code 1.week}: what whole numbers say in rule files. A Groovy extension
 * module, named in META-INF/groovy.
 */
public final class DurationWords {
    private DurationWords() {}

    public static Duration getSeconds(Integer count) {
        return Duration.ofSeconds(count);
    }

    public static Duration getSecond(Integer count) {
        return getSeconds(count);
    }

    public static Duration getMinutes(Integer count) {
        return Duration.ofMinutes(count);
    }

    public static Duration getMinute(Integer count) {
        return getMinutes(count);
    }

    public static Duration getHours(Integer count) {
        return Duration.ofHours(count);
    }

    public static Duration getHour(Integer count) {
        return getHours(count);
    }

    public static Duration getDays(Integer count) {
        return Duration.ofDays(count);
    }

    public static Duration getDay(Integer count) {
        return getDays(count);
    }

    public static Duration getWeeks(Integer count) {
        return Duration.ofDays(7L * count);
    }

    public static Duration getWeek(Integer count) {
        return getWeeks(count);
    }
}
