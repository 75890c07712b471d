package postwarden;

import java.util.Optional;

/**
 * One IP address. An IPv4 address is kept as its IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), so
 * that {@code ::ffff:203.0.113.9} and {@code 203.0.113.9} are the same value.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Address(long high, long low) implements Comparable<Address> {
    private static final long MAPPED = 0xffffL << 32;
    private static final long NAT64_HIGH = 0x0064_ff9bL << 32;

    /**
     * Strict: the four decimal parts of IPv4, or RFC 4291 text. No zone, no leading zeros in IPv4,
     * no blanks, and never a name: log text must not reach a resolver.
     */
    public static Optional<Address> parse(String text) {
        return AddressText.parse(text);
    }

    /** From the 4 or 16 bytes of the network's order. */
    public static Address of(byte[] bytes) {
        if (bytes.length == 4) {
            return ipv4((int) bits(bytes, 0, 4));
        }
        if (bytes.length == 16) {
            return new Address(bits(bytes, 0, 8), bits(bytes, 8, 8));
        }
        throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    }

    public static Address ipv4(int bits) {
        return new Address(0, MAPPED | (bits & 0xffff_ffffL));
    }

    public boolean isIpv4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    /** True for RFC 6052's well-known prefix {@code 64:ff9b::/96}. */
    public boolean isTranslated() {
        return high == NAT64_HIGH && (low >>> 32) == 0;
    }

    /** The IPv4 address inside a {@link #isTranslated translated} one; every other is itself. */
    public Address untranslated() {
        return isTranslated() ? ipv4((int) low) : this;
    }

    /** What {@link #untranslated} undoes; only for IPv4. */
    public Address translated() {
        if (!isIpv4()) {
            throw new IllegalArgumentException(this + " is not IPv4");
        }
        return new Address(NAT64_HIGH, low & 0xffff_ffffL);
    }

    /** In the network's order: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] bytes() {
        byte[] bytes = new byte[isIpv4() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
        }
        return bytes;
    }

    /**
     * By hand, as the hash is: tables are asked for each strike, and this is fast from the first
     * on.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && high == address.high && low == address.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low);
    }

    @Override
    public int compareTo(Address other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    /** RFC 5952: lower case, the longest run of zeros shortened; IPv4 as IPv4. */
    @Override
    public String toString() {
        return AddressText.format(this);
    }

    private static long bits(byte[] bytes, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = bits << 8 | (bytes[i] & 0xff);
        }
        return bits;
    }
}
