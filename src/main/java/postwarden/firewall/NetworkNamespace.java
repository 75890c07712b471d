package postwarden.firewall;

import static postwarden.firewall.Libc.AF_INET;
import static postwarden.firewall.Libc.CLONE_NEWNET;
import static postwarden.firewall.Libc.SIOCGIFFLAGS;
import static postwarden.firewall.Libc.SIOCSIFFLAGS;
import static postwarden.firewall.Libc.SOCK_CLOEXEC;
import static postwarden.firewall.Libc.SOCK_DGRAM;
import static postwarden.firewall.Libc.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import postwarden.FirewallException;
import postwarden.Refusal;

/**
 * A network of one's own: nothing in it but {@code lo}, and a firewall that is nobody else's. It
 * ends with the last thread, process and socket that is in it.
 */
public final class NetworkNamespace {
    /** struct ifreq: the interface's name, then its flags. */
    private static final int IFREQ_BYTES = 40;

    private static final int IFREQ_FLAGS = 16;
    private static final int IFF_UP = 1;

    private NetworkNamespace() {}

    /**
     * Takes the calling thread into a new one, with {@code lo} up: a platform thread, for good.
     * Threads and processes that it starts are in it as well; the others of this JVM stay where
     * they are. Without permission it is a {@link Refusal}.
     */
    public static void enterNew() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no network namespace of its own");
        }
        try {
            check("unshare(CLONE_NEWNET)", Libc.unshare(CLONE_NEWNET));
        } catch (FirewallException e) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    "no network namespace can be made: " + e.getMessage() + "; run as root");
        }
        bringUp("lo");
    }

    private static void bringUp(String name) {
        ByteBuffer request = ByteBuffer.allocateDirect(IFREQ_BYTES).order(ByteOrder.nativeOrder());
        request.put(name.getBytes(StandardCharsets.US_ASCII)).rewind();
        int socket = check("socket", Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try {
            check("ioctl(SIOCGIFFLAGS)", Libc.ioctl(socket, SIOCGIFFLAGS, request));
            request.putShort(IFREQ_FLAGS, (short) (request.getShort(IFREQ_FLAGS) | IFF_UP));
            check("ioctl(SIOCSIFFLAGS)", Libc.ioctl(socket, SIOCSIFFLAGS, request));
        } finally {
            Libc.close(socket);
        }
    }
}
