package postwarden;

import java.time.Instant;

/**
 * Where reading stands: the last entry that was read.
 *
 * @param time that entry's time, for when its cursor no longer exists
 */
public record Position(String cursor, Instant time) {}
