package postwarden.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What a stretch of history comes to.
 *
 * @param entries of the jails' units, before users and identifiers are asked
 * @param strikes unweighted, with those of the already banned, without the spared
 * @param rules strikes by rule; they add up to {@code strikes}
 * @param bans by start, then offender
 * @param seconds from the first read to the last decision
 * @param noBans for people only
 */
record ReplayReport(
        long entries,
        long strikes,
        long spared,
        Map<String, Long> rules,
        List<WouldBan> bans,
        double seconds,
        @JsonIgnore NoBans noBans) {
    /**
     * Full windows that ban nobody.
     *
     * @param observed because their rule or jail only observes
     * @param held because of a storm
     */
    record NoBans(long observed, long held) {}

    /** A ban that would be; {@code rule} is that of its last strike. */
    record WouldBan(String offender, String start, String end, String rule, String jail) {}
}
