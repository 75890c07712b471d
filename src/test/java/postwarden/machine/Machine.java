package postwarden.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine, seen from outside: a container with its own systemd, journal and network, tied to
 * this process's network namespace by a cable. Whoever calls {@link #run} is its root.
 */
final class Machine implements AutoCloseable {
    static final String IPV4 = "192.0.2.25";
    static final String IPV6 = "2001:db8:25::25";

    private static final Duration BOOT = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final Path root;
    private final List<String> options;
    private Process container;
    private long init;

    private Machine(Path root, List<String> options) {
        this.root = root;
        this.options = List.copyOf(options);
    }

    /**
     * Switches it on.
     *
     * @param options further ones of systemd-nspawn
     */
    static Machine boot(Path root, List<String> options) throws Exception {
        Machine machine = new Machine(root, options);
        machine.boot();
        return machine;
    }

    private void boot() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("systemd-nspawn", "--directory=" + root, "--machine=postwarden"));
        command.addAll(List.of("--register=no", "--keep-unit", "--private-network", "--boot"));
        command.addAll(options);
        container =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        root.resolveSibling("console.log").toFile()))
                        .start();
        if (!Patience.until(BOOT, this::isUp)) {
            throw new IllegalStateException(
                    "the machine did not boot; see " + root.resolveSibling("console.log"));
        }
        plug();
    }

    private boolean isUp() {
        if (!container.isAlive()) {
            throw new IllegalStateException(
                    "the machine did not boot; see " + root.resolveSibling("console.log"));
        }
        Optional<ProcessHandle> child;
        try (Stream<ProcessHandle> children = container.children()) {
            child = children.findFirst();
        }
        if (child.isEmpty()) {
            return false;
        }
        init = child.get().pid();
        String state = run(Duration.ofSeconds(5), "systemctl is-system-running").text();
        return state.contains("running") || state.contains("degraded");
    }

    /** The cable: our end is the machine's only way out. */
    private void plug() {
        outside(
                """
                ip link del up0 2>/dev/null
                set -e
                ip link add up0 type veth peer name eth0 netns %d
                ip addr add 192.0.2.1/24 dev up0
                ip addr add 2001:db8:25::1/64 dev up0 nodad
                ip link set up0 up
                """
                        .formatted(init));
        run("""
            set -e
            ip addr add 192.0.2.25/24 dev eth0
            ip addr add 2001:db8:25::25/64 dev eth0 nodad
            ip link set eth0 up
            ip route replace default via 192.0.2.1
            ip -6 route replace default via 2001:db8:25::1
            """)
                .orThrow();
    }

    /** A shell script, by root inside the machine. */
    Command.Answer run(String script) {
        return run(COMMAND, script);
    }

    Command.Answer run(Duration most, String script) {
        return run(most, "", script);
    }

    Command.Answer run(Duration most, String input, String script) {
        return Command.run(most, input, inside("sh", "-c", script));
    }

    /** The command that runs a command inside. */
    List<String> inside(String... command) {
        return enter(List.of("--all"), command);
    }

    /** The command that runs one of the machine's programs on our side of the cable. */
    List<String> beside(String... command) {
        return enter(List.of("--mount"), command);
    }

    private List<String> enter(List<String> namespaces, String... command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
        whole.addAll(namespaces);
        whole.addAll(List.of(command));
        return whole;
    }

    /** A file of this host's, under its own name in the machine's /root. */
    void receive(Path file) {
        outside("cp '%s' '%s/'".formatted(file, root.resolve("root")));
    }

    void reboot() throws Exception {
        run("systemctl reboot");
        if (!container.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the machine did not go down");
        }
        boot();
    }

    static void outside(String script) {
        Command.run(COMMAND, "", List.of("sh", "-c", script)).orThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            run(Duration.ofSeconds(10), "systemctl poweroff");
            if (!container.waitFor(30, TimeUnit.SECONDS)) {
                container.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
