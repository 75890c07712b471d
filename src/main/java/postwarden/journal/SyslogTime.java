package postwarden.journal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the time in front of a syslog line: {@code Nov 24 04:16:41} (RFC 3164), which leaves out
 * the year, or {@code 2025-11-24T04:16:41.123456+01:00} (RFC 3339, also without offset). One
 * thread's.
 *
 * <p>The year is the latest that does not put the line behind the reference, give or take a day for
 * clocks that differ: so December is last year's if the reference is in January.
 */
final class SyslogTime {
    private static final Pattern TRADITIONAL =
            Pattern.compile("(?:<\\d{1,3}>)?([A-Z][a-z]{2} [ 0-3]?\\d \\d\\d:\\d\\d:\\d\\d) ");
    private static final Pattern ISO =
            Pattern.compile(
                    "(?:<\\d{1,3}>)?(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?)"
                            + "(Z|[+-]\\d\\d:?\\d\\d)? ");

    private static final Duration SLACK = Duration.ofDays(1);

    /** The 29th of February comes again after 4 years, or 8 around 2100. */
    private static final int MOST_YEARS = 8;

    private static final Map<String, Month> MONTHS = months();

    private final ZoneId zone;
    private final Instant latest;

    /** Many lines share a second. */
    private String lastText = "";

    private Instant lastTime = Instant.EPOCH;

    SyslogTime(ZoneId zone, Instant reference) {
        this.zone = zone;
        latest = reference.plus(SLACK);
    }

    /**
     * @param end where the rest of the line begins
     */
    record Stamp(Instant time, int end) {}

    Optional<Stamp> parse(String line) {
        try {
            Matcher traditional = TRADITIONAL.matcher(line);
            if (traditional.lookingAt()) {
                return traditional(traditional.group(1))
                        .map(time -> new Stamp(time, traditional.end()));
            }
            Matcher iso = ISO.matcher(line);
            return iso.lookingAt()
                    ? Optional.of(new Stamp(iso(iso.group(1), iso.group(2)), iso.end()))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Instant> traditional(String text) {
        if (text.equals(lastText)) {
            return Optional.of(lastTime);
        }
        Month month = MONTHS.get(text.substring(0, 3));
        if (month == null) {
            return Optional.empty();
        }
        int day = Integer.parseInt(text.substring(4, text.length() - 9).strip());
        int clock = text.length() - 8;
        Optional<Instant> time =
                latest(
                        month,
                        day,
                        Integer.parseInt(text.substring(clock, clock + 2)),
                        Integer.parseInt(text.substring(clock + 3, clock + 5)),
                        Integer.parseInt(text.substring(clock + 6)));
        time.ifPresent(
                known -> {
                    lastText = text;
                    lastTime = known;
                });
        return time;
    }

    private Optional<Instant> latest(Month month, int day, int hour, int minute, int second) {
        int thisYear = latest.atZone(zone).getYear();
        for (int year = thisYear; year >= thisYear - MOST_YEARS; year--) {
            if (day > month.length(Year.isLeap(year))) {
                continue;
            }
            Instant time =
                    LocalDateTime.of(year, month, day, hour, minute, second)
                            .atZone(zone)
                            .toInstant();
            if (!time.isAfter(latest)) {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private Instant iso(String text, String offset) {
        LocalDateTime local = LocalDateTime.parse(text.replace(' ', 'T').replace(',', '.'));
        return local.atZone(offset == null ? zone : ZoneOffset.of(offset))
                .toInstant()
                .truncatedTo(ChronoUnit.MICROS);
    }

    private static Map<String, Month> months() {
        Map<String, Month> months = new HashMap<>();
        for (Month month : Month.values()) {
            String name = month.name();
            months.put(name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT), month);
        }
        return Map.copyOf(months);
    }
}
