package postwarden;

import java.time.Instant;

/**
 * One entry that a rule matched.
 *
 * @param client the address that Postfix logged
 * @param cursor and {@code message}: the evidence
 */
public record Strike(
        Offender offender,
        String jail,
        String rule,
        Instant time,
        int weight,
        Address client,
        String cursor,
        String message) {}
