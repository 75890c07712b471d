package postwarden.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import postwarden.FirewallException;
import postwarden.JournalException;
import postwarden.LedgerException;
import postwarden.Refusal;

/**
 * Listens on the control socket. Who may connect is decided by the mode of socket and directory. A
 * caller that is slow is cut off, and one too many is turned away: the watch does not wait for
 * them.
 */
public final class ControlServer implements AutoCloseable {
    private static final int MOST_CALLERS = 32;
    private static final int MOST_REQUEST = 1 << 20;
    private static final int PATIENCE_SECONDS = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path socket;
    private final Desk desk;
    private final ServerSocketChannel channel;
    private final Semaphore places = new Semaphore(MOST_CALLERS);
    private final ScheduledExecutorService cutter =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("control-cutter").daemon().factory());

    private ControlServer(Path socket, Desk desk, ServerSocketChannel channel) {
        this.socket = socket;
        this.desk = desk;
        this.channel = channel;
    }

    /** A socket that a dead daemon left is replaced; that of a live one is refused. */
    public static ControlServer open(Path socket, Desk desk) {
        if (isAnswered(socket)) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "control.socket: another daemon answers at " + socket);
        }
        try {
            Files.createDirectories(socket.toAbsolutePath().getParent());
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            restrict(socket);
            ControlServer server = new ControlServer(socket, desk, channel);
            Thread.ofPlatform().name("control").daemon().start(server::accept);
            return server;
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    "control.socket: " + socket + " cannot be made: " + broken.getMessage());
        }
    }

    public Path socket() {
        return socket;
    }

    @Override
    public void close() {
        cutter.shutdownNow();
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException alreadyGone) {
            return;
        }
    }

    private static boolean isAnswered(Path socket) {
        try (SocketChannel caller = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return caller.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Owner and group; the group is that of the directory if it has one of its own. */
    private static void restrict(Path socket) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        Object group = Files.getAttribute(socket.toAbsolutePath().getParent(), "unix:gid");
        // Under the unit it has it already, and there chown(2) is not allowed.
        if (!group.equals(Files.getAttribute(socket, "unix:gid"))) {
            Files.setAttribute(socket, "unix:gid", group);
        }
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel caller = channel.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().name("control-caller").start(() -> serve(caller));
                } else {
                    caller.close();
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException outOfDescriptors) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel caller) {
        try (caller) {
            ScheduledFuture<?> cut =
                    cutter.schedule(() -> cut(caller), PATIENCE_SECONDS, TimeUnit.SECONDS);
            byte[] line = Wire.readLine(caller, MOST_REQUEST);
            cut.cancel(false);
            Reply reply = reply(line, name(caller));
            ScheduledFuture<?> cutReply =
                    cutter.schedule(() -> cut(caller), PATIENCE_SECONDS, TimeUnit.SECONDS);
            Wire.writeLine(caller, reply);
            cutReply.cancel(false);
        } catch (IOException | RejectedExecutionException goneSlowOrClosing) {
            return;
        } finally {
            places.release();
        }
    }

    private Reply reply(byte[] line, String caller) {
        try {
            Request request =
                    Optional.ofNullable(Wire.JSON.readValue(line, Request.class))
                            .orElseThrow(() -> new Refusal(Refusal.Kind.USAGE, "no request: null"));
            return new Reply(Wire.JSON.valueToTree(desk.answer(request, caller)), null, null);
        } catch (Refusal refusal) {
            return new Reply(null, refusal.getMessage(), refusal.kind());
        } catch (JournalException | LedgerException | FirewallException broken) {
            return new Reply(null, broken.getMessage(), Refusal.Kind.UNAVAILABLE);
        } catch (JsonProcessingException noRequest) {
            return new Reply(
                    null, "no request: " + noRequest.getOriginalMessage(), Refusal.Kind.USAGE);
        } catch (IOException broken) {
            return new Reply(null, "no request: " + broken.getMessage(), Refusal.Kind.USAGE);
        } catch (RuntimeException defect) {
            return new Reply(null, "an error of the daemon's: " + defect, Refusal.Kind.UNAVAILABLE);
        }
    }

    private static String name(SocketChannel caller) throws IOException {
        UnixDomainPrincipal peer = caller.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return peer.user().getName();
    }

    private static void cut(SocketChannel caller) {
        try {
            caller.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
