package postwarden;

/**
 * From how many offenders strikes of a kind came in the busiest stretch of a day, at the least.
 *
 * @param day since 1970, UTC
 */
public record Pace(String kind, long day, int offenders) {}
