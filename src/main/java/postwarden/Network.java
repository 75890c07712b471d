package postwarden;

import java.util.Optional;

/**
 * A range of addresses: those that share the first bits with {@code first}. IPv4 lies in {@code
 * ::ffff:0:0/96}, as in {@link Address}.
 *
 * @param first the lowest address; host bits are cleared
 * @param bits how many leading bits of 128 are shared; 96 more than the prefix length for IPv4
 */
public record Network(Address first, int bits) implements Comparable<Network> {
    private static final int IPV4_BITS = 96;

    public Network {
        if (bits < 0 || bits > 128) {
            throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + bits);
        }
        first = new Address(first.high() & mask(bits), first.low() & mask(bits - 64));
    }

    public static Network of(Address address) {
        return new Network(address, 128);
    }

    /** The prefix length is that of the address' own family: 0 to 32 for IPv4. */
    public static Network of(Address address, int prefixLength) {
        return new Network(address, address.isIpv4() ? prefixLength + IPV4_BITS : prefixLength);
    }

    /** {@code 203.0.113.9}, {@code 203.0.113.0/24}, {@code 2001:db8::/32}; host bits may be set. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Address.parse(text).map(Network::of);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int prefixLength = Integer.parseInt(length);
        // A mapped address that is written as IPv6 has a prefix length of IPv6.
        boolean writtenAsIpv4 = text.indexOf(':') < 0;
        int bits = writtenAsIpv4 ? prefixLength + IPV4_BITS : prefixLength;
        return Address.parse(text.substring(0, slash))
                .filter(address -> bits <= 128)
                .map(address -> new Network(address, bits));
    }

    public boolean isIpv4() {
        return bits >= IPV4_BITS && first.isIpv4();
    }

    public boolean isSingle() {
        return bits == 128;
    }

    public int prefixLength() {
        return isIpv4() ? bits - IPV4_BITS : bits;
    }

    /** The highest address. */
    public Address last() {
        return new Address(first.high() | ~mask(bits), first.low() | ~mask(bits - 64));
    }

    /** Where NAT64 puts these addresses, see {@link Address#translated}; only for IPv4. */
    public Network translated() {
        return new Network(first.translated(), bits);
    }

    /** What {@link #translated} undoes; every other network is itself. */
    public Network untranslated() {
        return bits >= IPV4_BITS ? new Network(first.untranslated(), bits) : this;
    }

    /** An IPv6 network holds no IPv4 address, not even {@code ::/0}. */
    public boolean contains(Network other) {
        return bits <= other.bits
                && isIpv4() == other.isIpv4()
                && new Network(other.first, bits).first.equals(first);
    }

    /** Networks nest or are apart: to overlap is to contain or to be contained. */
    public boolean overlaps(Network other) {
        return contains(other) || other.contains(this);
    }

    /** By hand, as {@link Address#equals}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && bits == network.bits
                && first.equals(network.first);
    }

    @Override
    public int hashCode() {
        return first.hashCode() * 31 + bits;
    }

    @Override
    public int compareTo(Network other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : Integer.compare(bits, other.bits);
    }

    /** A single address without its prefix length. */
    @Override
    public String toString() {
        return isSingle() ? first.toString() : first + "/" + prefixLength();
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
