package postwarden.firewall;

import static postwarden.firewall.IpsetNumbers.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postwarden.Address;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * The kernel's ipset by raw netlink: to start the program {@code ipset} costs milliseconds, a
 * message microseconds. One thread's.
 */
final class Ipset implements AutoCloseable {
    /** No set needs this name for longer than a moment. */
    static final String SCRATCH = "postwarden-new";

    /** struct ip_set_timeout: 2^31 milliseconds in whole seconds, nearly 25 days. */
    static final long MOST_SECONDS = 2_147_483;

    private static final String PREFIX = "postwarden-";

    private final Netlink netlink = new Netlink(Netlink.Subsystem.IPSET);

    /** Takes the elements of a set. */
    interface ElementReader {
        /**
         * One element, which in a {@code hash:ip} is an address.
         *
         * @param milliseconds until the kernel forgets it; negative: never
         * @param except it takes addresses out of a wider one
         */
        void element(Address first, Address last, long milliseconds, boolean except);
    }

    static String name(KernelSet set) {
        return PREFIX + set.text();
    }

    /** Whether this kernel has ipset and the types for it. Without permission nobody can tell. */
    boolean isThere() {
        int errno = netlink.order(IPSET_CMD_PROTOCOL, buffer -> begin(buffer));
        if (errno == Libc.EPERM) {
            throw failure("ask for it", errno);
        }
        return errno == 0
                && askType(IpsetShape.HASH_IP, IpsetShape.AF_INET, answer -> {}) == 0
                && askType(IpsetShape.HASH_NET, IpsetShape.AF_INET, answer -> {}) == 0;
    }

    /** Empty if there is no such set. */
    Optional<IpsetShape> shape(String set) {
        List<IpsetShape> shapes = new ArrayList<>();
        netlink.dump(
                IPSET_CMD_LIST,
                buffer ->
                        begin(buffer)
                                .text(IPSET_ATTR_SETNAME, set)
                                .number(IPSET_ATTR_FLAGS, IPSET_FLAG_LIST_HEADER),
                header -> shapes.add(IpsetShape.of(header)));
        return shapes.stream().findFirst();
    }

    void create(String set, IpsetShape shape) {
        int family = shape.family();
        int revision = revision(shape.type(), family);
        int errno =
                netlink.order(
                        IPSET_CMD_CREATE,
                        buffer -> {
                            AttributeWriter writer =
                                    begin(buffer)
                                            .text(IPSET_ATTR_SETNAME, set)
                                            .text(IPSET_ATTR_TYPENAME, shape.type())
                                            .octet(IPSET_ATTR_REVISION, revision)
                                            .octet(IPSET_ATTR_FAMILY, family);
                            writer.nested(IPSET_ATTR_DATA, () -> shape.write(writer));
                        });
        check("create the set " + set, errno);
    }

    void destroy(String set) {
        int errno =
                netlink.order(
                        IPSET_CMD_DESTROY, buffer -> begin(buffer).text(IPSET_ATTR_SETNAME, set));
        if (errno != Libc.ENOENT) {
            check("destroy the set " + set, errno);
        }
    }

    /** Removes all elements; does nothing if there is no such set. */
    void flush(String set) {
        int errno =
                netlink.order(
                        IPSET_CMD_FLUSH, buffer -> begin(buffer).text(IPSET_ATTR_SETNAME, set));
        if (errno != Libc.ENOENT) {
            check("flush the set " + set, errno);
        }
    }

    /** The names change places; rules that ask the one then ask what was the other. */
    void swap(String one, String other) {
        int errno =
                netlink.order(
                        IPSET_CMD_SWAP,
                        buffer ->
                                begin(buffer)
                                        .text(IPSET_ATTR_SETNAME, one)
                                        .text(IPSET_ATTR_SETNAME2, other));
        check("swap the sets " + one + " and " + other, errno);
    }

    /** Also sets the end of what is there anew. Returns 0, or the number of the error. */
    int add(Element element) {
        return change(IPSET_CMD_ADD, element);
    }

    /** Also succeeds if it is not there. Returns 0, or the number of the error. */
    int remove(Element element) {
        return change(IPSET_CMD_DEL, element);
    }

    /** All elements of a set, in no order; none if there is no such set. */
    void elements(KernelSet set, ElementReader reader) {
        netlink.dump(
                IPSET_CMD_LIST,
                buffer -> begin(buffer).text(IPSET_ATTR_SETNAME, name(set)),
                message ->
                        message.nested(IPSET_ATTR_ADT)
                                .ifPresent(
                                        list ->
                                                list.forEach(
                                                        IPSET_ATTR_DATA,
                                                        element -> read(element, reader))));
    }

    /** See {@link Netlink#stop}. */
    void stop() {
        netlink.stop();
    }

    @Override
    public void close() {
        netlink.close();
    }

    /** What an error of the kernel's means. */
    static String text(int errno) {
        return switch (errno) {
            case IPSET_ERR_FIND_TYPE -> "the kernel has no such type of set";
            case IPSET_ERR_MAX_SETS -> "there are as many sets as there can be";
            case IPSET_ERR_BUSY -> "the set is in use";
            case IPSET_ERR_TYPE_MISMATCH -> "the sets are of different types";
            case IPSET_ERR_INVALID_CIDR -> "no set takes a network of this prefix length";
            case IPSET_ERR_HASH_FULL -> "the set is full";
            default -> Libc.text(errno);
        };
    }

    private int change(int command, Element element) {
        return netlink.order(
                command,
                buffer -> {
                    AttributeWriter writer = begin(buffer);
                    writer.text(IPSET_ATTR_SETNAME, name(element.set()));
                    writer.nested(IPSET_ATTR_DATA, () -> write(writer, element));
                });
    }

    /** Which of its revisions the kernel speaks: all of them know what is asked for here. */
    private int revision(String type, int family) {
        int[] revision = new int[1];
        int errno =
                askType(type, family, answer -> revision[0] = answer.octet(IPSET_ATTR_REVISION, 0));
        check("find the type " + type, errno);
        return revision[0];
    }

    private int askType(String type, int family, Consumer<Attributes> answer) {
        return netlink.order(
                IPSET_CMD_TYPE,
                buffer ->
                        begin(buffer)
                                .text(IPSET_ATTR_TYPENAME, type)
                                .octet(IPSET_ATTR_FAMILY, family),
                answer);
    }

    private static AttributeWriter begin(ByteBuffer buffer) {
        return new AttributeWriter(buffer).octet(IPSET_ATTR_PROTOCOL, IPSET_PROTOCOL);
    }

    private static void write(AttributeWriter writer, Element element) {
        boolean ipv4 = element.set().isIpv4();
        byte[] address = ipv4 ? element.first().bytes() : wide(element.first());
        int kind = ipv4 ? IPSET_ATTR_IPADDR_IPV4 : IPSET_ATTR_IPADDR_IPV6;
        writer.nested(IPSET_ATTR_IP, () -> writer.bytes(kind, address));
        int bits = Nesting.spanned(element.first(), element.last()).bits();
        writer.octet(IPSET_ATTR_CIDR, ipv4 ? bits - (128 - IpsetShape.width(true)) : bits);
        if (element.seconds() > 0) {
            long most = Math.min(element.seconds(), MOST_SECONDS);
            writer.number(IPSET_ATTR_TIMEOUT, (int) most);
        }
    }

    /** A mapped IPv4 address in a set of IPv6. */
    private static byte[] wide(Address address) {
        return ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
    }

    private static void read(Attributes element, ElementReader reader) {
        Optional<Attributes> at = element.nested(IPSET_ATTR_IP);
        Optional<Address> address =
                at.flatMap(ip -> ip.nested(IPSET_ATTR_IPADDR_IPV4))
                        .or(() -> at.flatMap(ip -> ip.nested(IPSET_ATTR_IPADDR_IPV6)))
                        .map(bytes -> Address.of(bytes.bytes()));
        if (address.isEmpty()) {
            return;
        }
        boolean ipv4 = at.get().nested(IPSET_ATTR_IPADDR_IPV4).isPresent();
        int length = element.octet(IPSET_ATTR_CIDR, IpsetShape.width(ipv4));
        Network network = new Network(address.get(), 128 - IpsetShape.width(ipv4) + length);
        long seconds = element.number(IPSET_ATTR_TIMEOUT, 0);
        boolean except = (element.number(IPSET_ATTR_CADT_FLAGS, 0) & IPSET_FLAG_NOMATCH) != 0;
        reader.element(network.first(), network.last(), seconds == 0 ? -1 : seconds * 1000, except);
    }

    private static void check(String what, int errno) {
        if (errno != 0) {
            throw failure(what, errno);
        }
    }

    private static FirewallException failure(String what, int errno) {
        return new FirewallException(
                "ipset: " + what + ": " + text(errno) + " (errno " + errno + ")");
    }
}
