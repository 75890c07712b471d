package postwarden.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import postwarden.Refusal;
import postwarden.TimeSpan;
import postwarden.journal.Stretch;

/** Points in time as people type them. */
record Times(InstantSource clock) {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd['T'][' '][HH:mm[:ss][.SSSSSS][.SSS]][XXX][XX][X]");

    /** Either may be null. */
    Stretch stretch(String since, String until) {
        return new Stretch(
                since == null ? Instant.EPOCH : time("--since", since),
                Optional.ofNullable(until).map(text -> time("--until", text)));
    }

    private Instant time(String option, String text) {
        return TimeSpan.parse(text)
                .map(ago -> clock.instant().minus(ago))
                .or(() -> date(text))
                .orElseThrow(
                        () ->
                                new Refusal(
                                        Refusal.Kind.USAGE,
                                        option
                                                + ": '"
                                                + text
                                                + "' is no time such as 2026-11-20,"
                                                + " 2026-11-20T04:00:00+01:00 or 2d (ago)"));
    }

    private static Optional<Instant> date(String text) {
        try {
            TemporalAccessor date =
                    FORMAT.parseBest(
                            text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            ZoneId here = ZoneId.systemDefault();
            return Optional.of(
                    switch (date) {
                        case OffsetDateTime exact -> exact.toInstant();
                        case LocalDateTime local -> local.atZone(here).toInstant();
                        case LocalDate day -> day.atStartOfDay(here).toInstant();
                        default -> throw new DateTimeException(text);
                    });
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
