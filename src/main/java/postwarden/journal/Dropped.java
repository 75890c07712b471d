package postwarden.journal;

import java.time.Instant;

/**
 * Entries that journald did not keep, because their unit wrote more than it takes from one
 * (RateLimitBurst in journald.conf(5)). It says so when the unit's next entry comes after that.
 *
 * @param time of journald's last word
 */
public record Dropped(Instant time, String unit, long entries) {
    Dropped and(Dropped later) {
        return new Dropped(later.time, unit, entries + later.entries);
    }
}
