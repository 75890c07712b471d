package postwarden;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as journald, the ledger and the kept tables have them: microseconds since 1970. */
public final class Micros {
    private static final Instant EARLIEST = Instant.EPOCH.plus(Long.MIN_VALUE, ChronoUnit.MICROS);
    private static final Instant LATEST = Instant.EPOCH.plus(Long.MAX_VALUE, ChronoUnit.MICROS);
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    private Micros() {}

    /** Rounded down. A time out of their range becomes the nearest that they can say. */
    public static long of(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return Long.MIN_VALUE;
        }
        if (time.isAfter(LATEST)) {
            return Long.MAX_VALUE;
        }
        return time.getEpochSecond() * PER_SECOND + time.getNano() / NANOS;
    }

    /** Rounded up, so that it is never before the time. */
    public static long up(Instant time) {
        long down = of(time);
        return down < Long.MAX_VALUE && instant(down).isBefore(time) ? down + 1 : down;
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
