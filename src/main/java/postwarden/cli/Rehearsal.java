package postwarden.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import postwarden.Refusal;
import postwarden.config.Settings;
import postwarden.config.SettingsFile;
import postwarden.daemon.Daemon;
import postwarden.daemon.Origin;
import postwarden.firewall.NetworkNamespace;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * The whole program used once, on a ledger, a journal and a firewall of its own: what the JVM loads
 * for it is what the next start will need.
 */
final class Rehearsal {
    /** Whose answers are the daemon's. */
    private static final List<String> QUESTIONS =
            List.of(
                    "status",
                    "ban 203.0.113.9 --for 1h",
                    "ban 2001:db8::9 --for 1h",
                    "bans --json",
                    "why 203.0.113.9",
                    "unban 203.0.113.9",
                    "reload");

    private static final List<String> OTHERS = List.of("bans", "rules", "explain lost");

    private static final String STRIKE =
            "Nov 24 10:00:00 mx postfix/smtpd[1]: lost connection after AUTH from unknown[203.0.113.9]\n";

    /** The number of Postfix's user where the entries were recorded. */
    private static final int RECORDED_OWNER = 101;

    private final Path directory;

    private Rehearsal(Path directory) {
        this.directory = directory;
    }

    /** What cannot be had here, such as a firewall or a journal, is left out. */
    static void play(boolean daemonOnly) throws InterruptedException {
        // A thread of its own: it goes into another network namespace and does not come back.
        Thread.ofPlatform().name("rehearsal").start(() -> playHere(daemonOnly)).join();
    }

    private static void playHere(boolean daemonOnly) {
        try {
            Path directory = Files.createTempDirectory("postwarden-prepare");
            try {
                new Rehearsal(directory).run(daemonOnly);
            } finally {
                delete(directory);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(boolean daemonOnly) throws IOException, InterruptedException {
        Path file = directory.resolve("postwarden.toml");
        Files.writeString(file, configuration(backend()));
        unpackJournal();
        Settings settings = SettingsFile.read(file);
        CountDownLatch ready = new CountDownLatch(1);
        Daemon daemon = new Daemon(plan(file, settings, ready));
        Thread watch = Thread.ofPlatform().name("watch").start(() -> guard(daemon, ready));
        ready.await();
        QUESTIONS.forEach(command -> command(file, command));
        if (!daemonOnly) {
            Path mailLog = Files.writeString(directory.resolve("mail.log"), STRIKE.repeat(2));
            OTHERS.forEach(command -> command(file, command));
            command(file, "replay --json --maillog " + mailLog);
            command(file, "replay --json --directory " + directory.resolve("journal"));
        }
        daemon.stop();
        watch.join();
    }

    private String configuration(String backend) {
        return """
        [journal]
        directory = "%1$s/journal"
        start = "520w"
        [rules]
        directory = "%2$s/rules"
        [ledger]
        file = "%1$s/ledger.db"
        [firewall]
        backend = "%3$s"
        [ignore]
        mynetworks = false
        [control]
        socket = "%1$s/control.sock"
        """
                .formatted(directory, System.getProperty("postwarden.home", "."), backend);
    }

    /** Two rejects of one client. */
    private void unpackJournal() throws IOException {
        Path journal = Files.createDirectory(directory.resolve("journal"));
        try (InputStream packed =
                        Rehearsal.class.getResourceAsStream(
                                "/postwarden/demo/rehearsal.journal.gz");
                InputStream content = new GZIPInputStream(packed)) {
            Files.copy(content, journal.resolve("rehearsal.journal"));
        }
    }

    private static String backend() {
        try {
            NetworkNamespace.enterNew();
            return "nftables";
        } catch (Refusal notRoot) {
            return "none";
        }
    }

    private static Daemon.Plan plan(Path file, Settings settings, CountDownLatch ready) {
        Rules rules = Configuration.rules(Readers.TOOLS);
        return new Daemon.Plan(
                new Origin(file, () -> SettingsFile.read(file), rules, Instant.MAX, Origin.SETTLED),
                settings,
                rules.load(settings.rules().files()),
                OptionalInt.of(RECORDED_OWNER),
                false,
                Optional.empty(),
                ready::countDown);
    }

    private static void guard(Daemon daemon, CountDownLatch ready) {
        try {
            daemon.run();
        } catch (Refusal cannotBeHad) {
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            ready.countDown();
        }
    }

    /** Its answer is of no interest. */
    private static void command(Path file, String line) {
        PrintWriter nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String[] words = (line + " --config " + file).split(" ", -1);
        Postwarden.run(nowhere, nowhere, words);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
