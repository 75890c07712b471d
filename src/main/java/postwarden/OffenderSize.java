package postwarden;

/**
 * How much of the address space one offender is.
 *
 * @param ipv4 prefix length, {@link #LEAST_IPV4} to 32
 * @param ipv6 prefix length, {@link #LEAST_IPV6} to 128
 */
public record OffenderSize(int ipv4, int ipv6) {
    /** A ban of a larger share of its family's address space is never meant. */
    public static final int LEAST_IPV4 = 8;

    public static final int LEAST_IPV6 = 16;
    public static final OffenderSize DEFAULT = new OffenderSize(32, 64);
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16").orElseThrow();

    /** Holds all of IPv4. */
    private static final Network NAT64 = Network.parse("64:ff9b::/96").orElseThrow();

    public OffenderSize {
        if (ipv4 < LEAST_IPV4 || ipv4 > 32) {
            throw new IllegalArgumentException("ipv4 is a prefix length from 8 to 32, not " + ipv4);
        }
        if (ipv6 < LEAST_IPV6 || ipv6 > 128) {
            throw new IllegalArgumentException(
                    "ipv6 is a prefix length from 16 to 128, not " + ipv6);
        }
    }

    /** Whether nobody may ban that much at once. */
    public static boolean isTooLarge(Network network) {
        int least = network.isIpv4() ? LEAST_IPV4 : LEAST_IPV6;
        boolean holdsIpv4 = network.contains(NAT64) || NAT64.contains(network);
        return network.prefixLength() < (holdsIpv4 ? NAT64.bits() + LEAST_IPV4 : least);
    }

    /**
     * NAT64 (RFC 6052) is judged as the IPv4 address inside; 6to4 (RFC 3056) by the /48 that one
     * IPv4 address is given.
     */
    public Offender offender(Address address) {
        Address judged = address.untranslated();
        if (judged.isIpv4()) {
            return new Offender(Network.of(judged, ipv4));
        }
        boolean sixToFour = SIX_TO_FOUR.contains(Network.of(judged));
        return new Offender(Network.of(judged, sixToFour ? Math.min(48, ipv6) : ipv6));
    }

    /** One who shares the network with a friend answers for the single address. */
    public Offender offender(Address client, Friends friends) {
        Offender wide = offender(client);
        return friends.overlapping(wide.network()).isPresent()
                ? Offender.of(client.untranslated())
                : wide;
    }
}
