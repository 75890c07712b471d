package postwarden.control;

/** One ban; rule and jail are null for one by hand. Times are ISO 8601. */
public record BanReport(
        String offender, String start, String end, String rule, String jail, String reason) {}
