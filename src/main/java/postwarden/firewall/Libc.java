package postwarden.firewall;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import postwarden.FirewallException;

/**
 * The C library, by its own names. {@code size_t} and {@code ssize_t} are {@code long}: every Linux
 * that a Java 21 exists for has 64 bits. Buffers are direct and passed from their position on.
 */
final class Libc {
    static final int AF_INET = 2;
    static final int AF_NETLINK = 16;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int NETLINK_NETFILTER = 12;
    static final int CLONE_NEWNET = 0x40000000;
    static final int SIOCGIFFLAGS = 0x8913;
    static final int SIOCSIFFLAGS = 0x8914;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;

    static {
        Native.register("c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native long send(int socket, ByteBuffer buffer, long length, int flags);

    static native long recv(int socket, ByteBuffer buffer, long length, int flags);

    static native int close(int descriptor);

    static native int unshare(int flags);

    /** Variadic in C; the third argument is passed like any other on x86-64, arm64 and riscv64. */
    static native int ioctl(int descriptor, long request, ByteBuffer argument);

    private static native String strerror(int errno);

    /** What people call an error. */
    static String text(int errno) {
        return strerror(errno);
    }

    static int check(String call, int result) {
        if (result < 0) {
            throw failure(call, Native.getLastError());
        }
        return result;
    }

    static FirewallException failure(String call, int errno) {
        return new FirewallException(call + ": " + text(errno) + " (errno " + errno + ")");
    }
}
