package postwarden;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One journal entry, copied out of libsystemd.
 *
 * @param cursor where it stands in the journal; empty where nobody asked for it
 * @param time {@code __REALTIME_TIMESTAMP}, microseconds
 * @param unit {@code _SYSTEMD_UNIT}, trusted
 * @param owner {@code _UID}, trusted
 * @param identifier {@code SYSLOG_IDENTIFIER}, the writer's own word
 * @param message {@code MESSAGE}, cut at {@link #MESSAGE_BYTES}
 */
public record Entry(
        String cursor,
        Instant time,
        Optional<String> unit,
        OptionalInt owner,
        String identifier,
        String message) {
    /** Postfix cuts its lines at 2,000 bytes; what is much longer is not Postfix's. */
    public static final int MESSAGE_BYTES = 4096;
}
