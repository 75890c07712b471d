package postwarden.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Is it guarding? Times are ISO 8601.
 *
 * @param firewall which one keeps offenders out, by its name for people
 */
public record StatusReport(
        boolean guarding,
        String since,
        Journal journal,
        long strikes,
        Bans bans,
        String firewall,
        Map<String, Long> rules,
        List<String> warnings) {
    /**
     * How far reading is.
     *
     * @param lagSeconds how old the oldest entry is that is still to be read, about; 0 at the tail
     * @param lastEntry the time of the last entry of a watched unit, null if there was none yet
     */
    public record Journal(
            @JsonProperty("lag_seconds") double lagSeconds,
            @JsonProperty("last_entry") String lastEntry) {}

    /**
     * Ledger and kernel.
     *
     * @param expected how many networks are to be kept out
     * @param enforced how many of them the kernel keeps out, as it was asked for this answer
     */
    public record Bans(long expected, long enforced) {}
}
