package postwarden.daemon;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other end of sd_notify(3), as systemd has it: a Unix datagram socket, which Java lacks. */
final class NotifySocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MOST_BYTES = 4096;

    static {
        Native.register("c");
    }

    private final int descriptor;
    private final List<String> said = new ArrayList<>();

    NotifySocket(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        // struct sockaddr_un: the family, then the path and its zero.
        ByteBuffer address =
                ByteBuffer.allocateDirect(Short.BYTES + name.length + 1)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) AF_UNIX)
                        .put(name)
                        .rewind();
        descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
        if (bind(descriptor, address, address.capacity()) != 0) {
            throw new IllegalStateException("bind: errno " + Native.getLastError());
        }
    }

    private static native int socket(int domain, int type, int protocol);

    private static native int bind(int descriptor, ByteBuffer address, int length);

    private static native long recv(int descriptor, ByteBuffer buffer, long length, int flags);

    private static native int close(int descriptor);

    /** Every assignment that has been sent so far, in order. */
    List<String> said() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);
        for (long n = receive(buffer); n > 0; n = receive(buffer)) {
            byte[] message = new byte[(int) n];
            buffer.get(0, message);
            said.addAll(new String(message, StandardCharsets.UTF_8).lines().toList());
        }
        return List.copyOf(said);
    }

    long count(String assignment) {
        return said().stream().filter(assignment::equals).count();
    }

    private long receive(ByteBuffer buffer) {
        return recv(descriptor, buffer, MOST_BYTES, MSG_DONTWAIT);
    }

    @Override
    public void close() {
        close(descriptor);
    }
}
