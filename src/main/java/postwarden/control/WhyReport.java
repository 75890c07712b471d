package postwarden.control;

import java.util.List;

/**
 * What there is on one offender.
 *
 * @param ban the one in force, or null
 * @param bans all that are kept, the newest first
 * @param strikes all that are kept, the newest first
 */
public record WhyReport(
        String offender, BanReport ban, List<BanReport> bans, List<StrikeReport> strikes) {
    /** One strike and its evidence. */
    public record StrikeReport(
            String time, String rule, String jail, String cursor, String message, String verdict) {}
}
