package postwarden.rules;

import java.util.Optional;
import postwarden.Address;
import postwarden.Network;

/** The text at an address' place, read strictly. */
final class ClientAddress {
    /** The smallest offender of IPv6 that a network stands for. */
    private static final int IPV6_BITS = 64;

    private ClientAddress() {}

    /**
     * Since 3.8 anvil may count an IPv6 network instead of an address: one that lies in a single
     * /64 is named by its first address. A wider one, or an IPv4 network, is many people's, and the
     * one who did it is not known.
     */
    static Optional<Address> parse(String text) {
        return Network.parse(text)
                .filter(network -> network.isSingle() || isOneSite(network))
                .map(Network::first);
    }

    private static boolean isOneSite(Network network) {
        return !network.isIpv4() && network.prefixLength() >= IPV6_BITS;
    }
}
