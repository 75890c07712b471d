package postwarden.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A systemd-journald of the test's own, in a mount namespace of its own: what it has under /run and
 * /var/log/journal lies in two directories below {@link #directory}, and is gone from the machine
 * with {@link #close}. Takes root.
 */
public final class TestingJournald implements AutoCloseable {
    /**
     * The owner of what is written, in a unit that is {@link TestingEntry#UNIT} if none is known.
     */
    public static final int OWNER = 0;

    private static final String HEADER =
            "postfix/smtpd\n" + TestingEntry.UNIT + "\n6\n0\n0\n0\n0\n";

    /** libsystemd looks into directories with names like these. */
    private static final String RUNTIME = "a".repeat(32);

    private static final String PERSISTENT = "b".repeat(32);

    private static final String START =
            """
            set -e
            mount -t tmpfs none /run
            mkdir -p /run/systemd/journal /run/systemd/journald.conf.d /run/log/journal/$ID
            mount --bind "$HERE/%s" /run/log/journal/$ID
            mount -t tmpfs none /var/log
            mkdir -p /var/log/journal/$ID
            mount --bind "$HERE/%s" /var/log/journal/$ID
            cp "$HERE/journald.conf" /run/systemd/journald.conf.d/test.conf
            exec /usr/lib/systemd/systemd-journald
            """
                    .formatted(RUNTIME, PERSISTENT);

    private final Path directory;
    private Process process;
    private SocketChannel stream;

    /**
     * @param directory empty
     * @param settings lines of journald.conf(5)
     */
    public TestingJournald(Path directory, String... settings) {
        this.directory = directory;
        try {
            Files.createDirectories(runtime());
            Files.createDirectories(persistent());
            Files.writeString(
                    directory.resolve("journald.conf"),
                    "[Journal]\nReadKMsg=no\nForwardToSyslog=no\n"
                            + String.join("\n", settings)
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Where both directories lie. */
    public Path directory() {
        return directory;
    }

    public Path runtime() {
        return directory.resolve(RUNTIME);
    }

    public Path persistent() {
        return directory.resolve(PERSISTENT);
    }

    public void write(String... messages) {
        ByteBuffer lines =
                ByteBuffer.wrap(
                        (String.join("\n", messages) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (lines.hasRemaining()) {
                stream.write(lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code journalctl --rotate}; a moment later. */
    public void rotate() {
        signal("USR2");
    }

    /** As {@code journalctl --flush}: from /run to /var; a moment later. */
    public void flush() {
        signal("USR1");
    }

    public void start() {
        try {
            ProcessBuilder builder = new ProcessBuilder("unshare", "--mount", "sh", "-c", START);
            builder.environment().put("HERE", directory.toString());
            builder.environment().put("ID", Files.readString(Path.of("/etc/machine-id")).strip());
            builder.redirectErrorStream(true)
                    .redirectOutput(directory.resolve("journald.log").toFile());
            process = builder.start();
            stream = connected();
            write(HEADER.stripTrailing());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        try {
            stream.close();
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void kill() {
        try {
            process.destroyForcibly().waitFor();
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private SocketChannel connected() throws IOException {
        Path systemd = Path.of("/proc", "" + process.pid(), "root/run/systemd");
        Path socket = systemd.resolve("journal/stdout");
        Path ownSetup = systemd.resolve("journald.conf.d/test.conf");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            if (Files.notExists(ownSetup) && process.isAlive()) {
                Thread.onSpinWait(); // until then it is this machine's own
                continue;
            }
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException notYet) {
                channel.close();
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IOException(
                            Files.readString(directory.resolve("journald.log")), notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    private void signal(String name) {
        try {
            int status =
                    new ProcessBuilder("kill", "-s", name, "" + process.pid())
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("journald is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
