package postwarden;

import java.util.Optional;

/**
 * Who is held to account: an IPv4 address or an IPv6 /64 ({@link OffenderSize}), or, banned by
 * hand, any network.
 */
public record Offender(Network network) implements Comparable<Offender> {
    public static Offender of(Address address) {
        return new Offender(Network.of(address));
    }

    /** An address, which stands for itself alone, or a network. */
    public static Optional<Offender> parse(String text) {
        return Network.parse(text).map(Offender::new);
    }

    /** By hand, as {@link Address#equals}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Offender offender && network.equals(offender.network);
    }

    @Override
    public int hashCode() {
        return network.hashCode();
    }

    @Override
    public int compareTo(Offender other) {
        return network.compareTo(other.network);
    }

    @Override
    public String toString() {
        return network.toString();
    }
}
