package postwarden.firewall;

import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_DATA;
import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_FAMILY;
import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_MAXELEM;
import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_NETMASK;
import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_TIMEOUT;
import static postwarden.firewall.IpsetNumbers.IPSET_ATTR_TYPENAME;

import java.util.Optional;

/**
 * What a set of ipset takes.
 *
 * @param type {@code hash:ip} or {@code hash:net}
 * @param prefixLength what is left of an address before it is looked for; for {@code hash:net} the
 *     whole
 * @param most elements
 * @param timeout whether elements end by themselves
 */
record IpsetShape(String type, boolean ipv4, int prefixLength, int most, boolean timeout) {
    static final String HASH_IP = "hash:ip";
    static final String HASH_NET = "hash:net";
    static final int AF_INET = 2;

    private static final int AF_INET6 = 10;

    /** As the kernel describes it. */
    static IpsetShape of(Attributes header) {
        boolean ipv4 = header.octet(IPSET_ATTR_FAMILY, 0) == AF_INET;
        Optional<Attributes> data = header.nested(IPSET_ATTR_DATA);
        return new IpsetShape(
                header.text(IPSET_ATTR_TYPENAME),
                ipv4,
                data.map(at -> at.octet(IPSET_ATTR_NETMASK, width(ipv4))).orElse(0),
                data.map(at -> at.number(IPSET_ATTR_MAXELEM, 0)).orElse(0),
                data.flatMap(at -> at.nested(IPSET_ATTR_TIMEOUT)).isPresent());
    }

    /** The kernel lets only such sets change places. */
    boolean isLike(IpsetShape other) {
        return type.equals(other.type) && ipv4 == other.ipv4;
    }

    int family() {
        return ipv4 ? AF_INET : AF_INET6;
    }

    /** What is said when it is created, besides type and family. */
    void write(AttributeWriter writer) {
        writer.number(IPSET_ATTR_MAXELEM, most);
        if (prefixLength < width(ipv4)) {
            writer.octet(IPSET_ATTR_NETMASK, prefixLength);
        }
        if (timeout) {
            writer.number(IPSET_ATTR_TIMEOUT, 0);
        }
    }

    /** Bits of an address. */
    static int width(boolean ipv4) {
        return ipv4 ? 32 : 128;
    }
}
