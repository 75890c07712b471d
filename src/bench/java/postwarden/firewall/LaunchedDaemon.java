package postwarden.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import postwarden.testing.TestingEntry;

/**
 * The daemon as its launcher starts it, with directories of its own that go away in the end. One
 * thread's.
 */
final class LaunchedDaemon implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("postwarden-bench");
    private final Path settings;
    private final String level;
    private Process process;

    /**
     * @param level of its log
     */
    LaunchedDaemon(String backend, String level) throws IOException {
        this.level = level;
        Files.createDirectory(directory.resolve("journal"));
        // Apart from what the daemon writes, as in an installation: it follows what is saved here.
        Path rules = Files.createDirectories(directory.resolve("etc/rules"));
        Files.writeString(
                rules.resolve("postfix.groovy"),
                Files.readString(Path.of("rules/postfix.groovy"))
                        .replace("user 'postfix'", "user '" + TestingEntry.OWNER + "'"));
        settings = directory.resolve("etc/postwarden.toml");
        Files.writeString(
                settings,
                """
                [journal]
                directory = "%1$s/journal"
                [rules]
                directory = "%1$s/etc/rules"
                [ledger]
                file = "%1$s/ledger.db"
                [firewall]
                backend = "%2$s"
                [ignore]
                self = false
                mynetworks = false
                sessions = false
                [control]
                socket = "%1$s/control.sock"
                """
                        .formatted(directory, backend));
    }

    Path journal() {
        return directory.resolve("journal/bench.journal");
    }

    Path ledger() {
        return directory.resolve("ledger.db");
    }

    Path socket() {
        return directory.resolve("control.sock");
    }

    /** Nanoseconds until it says that it guards. */
    long start() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "packaging/bin/postwarden", "run", "--config", settings.toString());
        builder.environment().put("POSTWARDEN_CACHE", directory.resolve("cache").toString());
        builder.environment().put("POSTWARDEN_LOG", level);
        long began = System.nanoTime();
        process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
        while (process.isAlive()) {
            if (Files.readString(log()).contains("info: guarding")) {
                return System.nanoTime() - began;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new IllegalStateException("the daemon ended: " + Files.readString(log()));
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    List<String> said() throws IOException {
        return Files.readAllLines(log());
    }

    /**
     * @param field of /proc/PID/status, in kB
     * @return MB
     */
    double resident(String field) throws IOException {
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000.0)
                .findFirst()
                .orElseThrow();
    }

    /** Of its processor time, of 10 ms each. */
    long ticks() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path log() {
        return directory.resolve("daemon.log");
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
