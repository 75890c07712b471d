package postwarden.firewall;

import static postwarden.firewall.NetlinkNumbers.NFT_SET_INTERVAL;
import static postwarden.firewall.NetlinkNumbers.NFT_SET_TIMEOUT;

import java.util.Locale;
import java.util.Set;
import postwarden.Address;

/**
 * The sets of the table, each with the name it has in the kernel.
 *
 * <p>Offenders of the configured size and single addresses lie in hash sets, where an element costs
 * the same however many there are. An interval set pays for each addition with its whole length, so
 * it is for what is few: networks of other sizes, and friends.
 */
enum KernelSet {
    BANNED4,
    BANNED6,
    SINGLE4,
    SINGLE6,
    NETWORKS4,
    NETWORKS6,
    FRIENDS4,
    FRIENDS6;

    static final Set<KernelSet> FRIENDS = Set.of(FRIENDS4, FRIENDS6);

    static final int MOST_ELEMENTS = 1_000_000;
    static final int MOST_NETWORKS = 65_536;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isIpv4() {
        return name().endsWith("4");
    }

    boolean isInterval() {
        return isNetworks() || isFriends();
    }

    boolean isNetworks() {
        return this == NETWORKS4 || this == NETWORKS6;
    }

    boolean isFriends() {
        return this == FRIENDS4 || this == FRIENDS6;
    }

    int size() {
        return isInterval() ? MOST_NETWORKS : MOST_ELEMENTS;
    }

    /** How the kernel describes such a set; the type's number is libnftables' own. */
    Shape shape() {
        int flags = (isInterval() ? NFT_SET_INTERVAL : 0) | (isFriends() ? 0 : NFT_SET_TIMEOUT);
        return isIpv4() ? new Shape(flags, 7, 4) : new Shape(flags, 8, 16);
    }

    /** An IPv4 address in an IPv6 set is a mapped one, and there it is written so. */
    String format(Address address) {
        return address.isIpv4() && !isIpv4() ? "::ffff:" + address : address.toString();
    }

    record Shape(int flags, int keyType, int keyLength) {}
}
