package postwarden.journal;

import java.time.Instant;

/** The journal's time: microseconds since 1970. */
final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS = 1_000;

    private Micros() {}

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(micros / PER_SECOND, micros % PER_SECOND * NANOS);
    }

    /** Rounded up, so that an entry's time is never before the instant; 0 for what is before. */
    static long of(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), 0, Long.MAX_VALUE / PER_SECOND - 1);
        return seconds * PER_SECOND + (time.getNano() + NANOS - 1) / NANOS;
    }
}
