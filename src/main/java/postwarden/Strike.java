package postwarden;

import java.time.Instant;
import java.util.Optional;

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
        String message,
        Counting counting) {
    /**
     * Where it counts.
     *
     * @param window as {@link Terms#window}
     * @param account what its rule counts by, if not by the offender
     * @param kind what may strike everybody at once, if its rule says that this may
     */
    public record Counting(String window, Optional<String> account, Optional<String> kind) {}

    /** One that counts with its jail's others. */
    public Strike(
            Offender offender,
            String jail,
            String rule,
            Instant time,
            int weight,
            Address client,
            String cursor,
            String message) {
        this(
                offender,
                jail,
                rule,
                time,
                weight,
                client,
                cursor,
                message,
                new Counting(jail, Optional.empty(), Optional.empty()));
    }

    public WindowKey key() {
        return counting.account().isPresent()
                ? new WindowKey.OfAccount(counting.window(), counting.account().get())
                : new WindowKey.OfOffender(counting.window(), offender);
    }
}
