package postwarden.firewall;

import static postwarden.firewall.Libc.AF_NETLINK;
import static postwarden.firewall.Libc.EINTR;
import static postwarden.firewall.Libc.ENOENT;
import static postwarden.firewall.Libc.NETLINK_NETFILTER;
import static postwarden.firewall.Libc.SOCK_CLOEXEC;
import static postwarden.firewall.Libc.SOCK_RAW;
import static postwarden.firewall.Libc.check;
import static postwarden.firewall.Libc.failure;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A socket to the kernel's nftables or ipset (netlink(7), NETLINK_NETFILTER). One thread's. It
 * belongs to the network namespace of the thread that opened it, whichever thread uses it.
 */
final class Netlink implements AutoCloseable {
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_DUMP = 0x300;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NFPROTO_INET = 1;

    private static final int HEADER = 16;
    private static final int FAMILY_HEADER = 4;

    /** The kernel fills at most 32 KiB at once. */
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Which part of the kernel answers, as linux/netfilter/nfnetlink.h numbers them. */
    enum Subsystem {
        IPSET(6),
        NFTABLES(10);

        private final int number;

        Subsystem(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Subsystem subsystem;
    private final int socket;
    private final ByteBuffer request = buffer(512);
    private final ByteBuffer reply = buffer(BUFFER_BYTES);
    private int sequence;
    private boolean interrupted;
    private volatile boolean stopped;

    Netlink(Subsystem subsystem) {
        this.subsystem = subsystem;
        socket =
                check(
                        "socket",
                        Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
    }

    /**
     * One object.
     *
     * @param message NFT_MSG_…
     * @return false if there is no such object
     */
    boolean ask(int message, Consumer<ByteBuffer> attributes, Consumer<Attributes> answer) {
        send(message, NLM_F_REQUEST, attributes);
        return found(receive(false, answer));
    }

    /**
     * All objects that the kernel has for the attributes.
     *
     * @return false if what should hold them is not there
     */
    boolean dump(int message, Consumer<ByteBuffer> attributes, Consumer<Attributes> each) {
        send(message, NLM_F_REQUEST | NLM_F_DUMP, attributes);
        return found(receive(true, each));
    }

    /** Something to be done. Returns 0, or the number of the error. */
    int order(int message, Consumer<ByteBuffer> attributes) {
        return order(message, attributes, answer -> {});
    }

    /** The same, where the kernel may have something to say. */
    int order(int message, Consumer<ByteBuffer> attributes, Consumer<Attributes> answer) {
        send(message, NLM_F_REQUEST | NLM_F_ACK, attributes);
        return receive(false, answer);
    }

    /** Whether the ruleset changed during a dump since the last call: what was read may be torn. */
    boolean wasInterrupted() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    /** From any thread: a dump that is under way ends with an exception. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        Libc.close(socket);
    }

    private void send(int message, int flags, Consumer<ByteBuffer> attributes) {
        request.clear();
        request.putInt(0);
        request.putShort((short) (subsystem.number << 8 | message));
        request.putShort((short) flags);
        request.putInt(++sequence);
        request.putInt(0);
        request.put((byte) NFPROTO_INET).put((byte) 0).putShort((short) 0);
        attributes.accept(request);
        request.putInt(0, request.position()).flip();
        if (Libc.send(socket, request, request.limit(), 0) < 0) {
            throw failure("send to " + subsystem, Native.getLastError());
        }
    }

    /** The number of the error; 0: none. */
    private int receive(boolean dump, Consumer<Attributes> each) {
        while (!stopped) {
            int length = (int) Libc.recv(socket, reply, BUFFER_BYTES, 0);
            if (length < 0) {
                int errno = Native.getLastError();
                if (errno == EINTR) {
                    continue;
                }
                throw failure("receive from " + subsystem, errno);
            }
            for (int at = 0; at + HEADER <= length; at += reply.getInt(at) + 3 & ~3) {
                if (reply.getInt(at + 8) != sequence) {
                    continue; // left over from a request that failed half-way
                }
                int type = reply.getShort(at + 4) & 0xffff;
                int flags = reply.getShort(at + 6);
                interrupted |= dump && (flags & NLM_F_DUMP_INTR) != 0;
                if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                    return -reply.getInt(at + HEADER);
                }
                each.accept(
                        new Attributes(reply, at + HEADER + FAMILY_HEADER, at + reply.getInt(at)));
                if (!dump) {
                    return 0;
                }
            }
        }
        throw failure("receive from " + subsystem, EINTR);
    }

    private boolean found(int errno) {
        if (errno > 0 && errno != ENOENT) {
            throw failure("ask " + subsystem, errno);
        }
        return errno == 0;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
