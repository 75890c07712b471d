package postwarden;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An offender shut out from start (inclusive) to end (exclusive).
 *
 * @param translated the strikes came through NAT64: the packets carry {@link Address#translated}
 */
public record Ban(Offender offender, Instant start, Instant end, Cause cause, boolean translated) {
    public Ban {
        if (!end.isAfter(start)) {
            throw new IllegalArgumentException("a ban ends after it starts");
        }
    }

    /** Why there is a ban. */
    public sealed interface Cause {
        /** {@code rule} is that of the last strike, {@code count} the window's weight. */
        record Strikes(String jail, String rule, int count, Duration findTime) implements Cause {}

        /**
         * Somebody's own.
         *
         * @param forced it stays, whoever is a friend
         */
        record ByHand(String reason, boolean forced) implements Cause {}
    }

    public boolean covers(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    /** What the kernel has to keep out. */
    public List<Network> networks() {
        Network network = offender.network();
        return translated && network.isIpv4()
                ? List.of(network, network.translated())
                : List.of(network);
    }
}
