package postwarden.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import postwarden.Refusal;

/** Asks the running daemon. */
public final class ControlClient {
    private static final int MOST_REPLY = 1 << 30;

    private final Path socket;

    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /** {@code type} is the report that answers this request. */
    public <T> T ask(Request request, Class<T> type) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Wire.writeLine(channel, request);
            Reply reply = Wire.JSON.readValue(Wire.readLine(channel, MOST_REPLY), Reply.class);
            if (reply.refused() != null) {
                throw new Refusal(reply.kind(), reply.refused());
            }
            return Wire.JSON.treeToValue(reply.result(), type);
        } catch (IOException broken) {
            throw refusal(broken);
        }
    }

    private Refusal refusal(IOException broken) {
        Path directory = socket.toAbsolutePath().getParent();
        boolean closed = Files.exists(directory) && !Files.isExecutable(directory);
        if (closed || String.valueOf(broken.getMessage()).contains("Permission denied")) {
            return new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    socket
                            + ": only root and members of the group "
                            + group(directory)
                            + " may ask the daemon");
        }
        String why = Files.exists(socket) ? broken.getMessage() : "there is no such socket";
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                socket + ": no daemon answers (" + why + "); is postwarden running?");
    }

    /** The socket has the group of its directory, which can be seen where the socket cannot. */
    private static String group(Path directory) {
        try {
            return Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
        } catch (IOException unknown) {
            return "of " + directory;
        }
    }
}
