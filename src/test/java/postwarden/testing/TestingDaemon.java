package postwarden.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import postwarden.Position;
import postwarden.Turn;
import postwarden.config.Settings;
import postwarden.config.SettingsFile;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.daemon.Daemon;
import postwarden.daemon.Origin;
import postwarden.firewall.NetworkNamespace;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * The real daemon with the shipped rules, in a network namespace that lasts as long as this object,
 * over a journal that the test writes. It can be stopped and started again.
 */
public final class TestingDaemon implements AutoCloseable {
    /** A bound for what hangs; a busy machine is slow. */
    private static final int PATIENCE_SECONDS = 120;

    private final Path directory;
    private final TestingJournal journal;

    /** Everything it starts is in the namespace. */
    private final ExecutorService inside =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().factory());

    private final List<Turn> turns = new CopyOnWriteArrayList<>();
    private Optional<Daemon> daemon = Optional.empty();
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    /** Those of daemons before this one. */
    private int turnsBefore;

    private Duration settled = Duration.ofDays(1);
    private Instant lastWritten = Instant.EPOCH;

    /**
     * @param directory empty, and root's
     */
    public TestingDaemon(Path directory) throws IOException {
        this.directory = directory;
        writeConfiguration("nftables");
        Files.createDirectory(directory.resolve("journal"));
        this.journal = new TestingJournal(directory.resolve("journal/a.journal"));
        journal.write(TestingEntry.bare(Instant.now()).with("MESSAGE", "the journal begins"));
        inside(
                () -> {
                    NetworkNamespace.enterNew();
                    return true;
                });
        await("the journal's file", () -> Files.exists(directory.resolve("journal/a.journal")));
    }

    public Path configuration() {
        return directory.resolve("postwarden.toml");
    }

    public Settings settings() {
        return SettingsFile.read(configuration());
    }

    /** Saved files are taken up by themselves; if this is not said, only when asked. */
    public TestingDaemon takingUpSaves() {
        settled = Duration.ofMillis(100);
        return this;
    }

    /** Before the start: more settings, in place of those it has. */
    public TestingDaemon with(String settings) throws IOException {
        Path overrides = directory.resolve("postwarden.toml.d");
        Files.createDirectories(overrides);
        Files.writeString(overrides.resolve("test.toml"), settings);
        return this;
    }

    /** Before the start: what the rules say in place of what they say as shipped. */
    public TestingDaemon withRules(String shipped, String instead) throws IOException {
        Path rules = directory.resolve("rules/postfix.groovy");
        String text = Files.readString(rules);
        if (!text.contains(shipped)) {
            throw new IllegalArgumentException("the rules do not say: " + shipped);
        }
        Files.writeString(rules, text.replace(shipped, instead));
        return this;
    }

    /** Guarding when this returns. */
    public TestingDaemon start() {
        return start(false);
    }

    public TestingDaemon start(boolean dryRun) {
        turnsBefore = turns.size();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Origin origin =
                new Origin(configuration(), this::settings, rules(), Instant.now(), settled);
        Settings settings = settings();
        Daemon started =
                new Daemon(
                        new Daemon.Plan(
                                origin,
                                settings,
                                rules().load(settings.rules().files()),
                                OptionalInt.empty(),
                                dryRun,
                                Optional.of(turns::add),
                                () -> ready.complete(null)));
        inside(
                () ->
                        Thread.ofPlatform()
                                .name("watch")
                                .start(
                                        () -> {
                                            try {
                                                started.run();
                                                end.complete(null);
                                            } catch (RuntimeException | InterruptedException e) {
                                                end.completeExceptionally(e);
                                                ready.completeExceptionally(e);
                                            }
                                        }));
        wait(ready);
        daemon = Optional.of(started);
        ended = end;
        return this;
    }

    public void stop() {
        daemon.ifPresent(Daemon::stop);
        daemon = Optional.empty();
        wait(ended);
    }

    /** Postfix's entries, now. */
    public void log(String... messages) {
        for (String message : messages) {
            log(TestingEntry.postfix(Instant.now().truncatedTo(ChronoUnit.MICROS), message));
        }
    }

    public void log(TestingEntry entry) {
        journal.write(entry);
        lastWritten = entry.time();
    }

    /** Until every entry of Postfix's that was written has been judged. */
    public StatusReport judged() {
        await("the entries to be judged", this::isJudged);
        return ask(new Request.Status(), StatusReport.class);
    }

    public boolean isJudged() {
        return !reached().isBefore(lastWritten);
    }

    /** The time of the entry that this daemon judged last. */
    private Instant reached() {
        return turns.size() == turnsBefore
                ? Instant.EPOCH
                : turns.getLast().end().map(Position::time).orElse(Instant.EPOCH);
    }

    public <T> T ask(Request request, Class<T> type) {
        return new ControlClient(settings().control().socket()).ask(request, type);
    }

    /** All that were committed so far. */
    public List<Turn> turns() {
        return List.copyOf(turns);
    }

    /** Every strike of all turns so far. */
    public List<Turn.Judgement> judgements() {
        return turns.stream().flatMap(turn -> turn.judgements().stream()).toList();
    }

    /** A command in the namespace, and what it printed. */
    public String command(String... command) {
        return inside(
                () -> {
                    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                    process.getOutputStream().close();
                    return new String(
                            process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                });
    }

    /** The daemon as a process of its own. */
    public static ProcessBuilder program(Path configuration, Path log) {
        return new ProcessBuilder(
                        "env",
                        "--default-signal=HUP,INT", // whoever runs the tests may ignore them
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:ErrorFile=" + configuration.resolveSibling("crash.log"),
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "postwarden.cli.Postwarden",
                        "run",
                        "--config",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
    }

    /** Starts a process in the namespace. */
    public Process process(ProcessBuilder builder) {
        return inside(builder::start);
    }

    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s for " + what);
            }
            pause();
        }
    }

    @Override
    public void close() {
        stop();
        journal.close();
        inside.shutdown();
    }

    /** The shipped rules, but for the number of Postfix's user. */
    private void writeConfiguration(String backend) throws IOException {
        Path rules = Files.createDirectory(directory.resolve("rules"));
        Files.writeString(
                rules.resolve("postfix.groovy"),
                Files.readString(Path.of("rules/postfix.groovy"))
                        .replace("user 'postfix'", "user '" + TestingEntry.OWNER + "'"));
        Files.writeString(
                configuration(),
                """
                [journal]
                directory = "%1$s/journal"
                [rules]
                directory = "%1$s/rules"
                [ledger]
                file = "%1$s/ledger.db"
                [firewall]
                backend = "%2$s"
                [ignore]
                addresses = ["127.0.0.0/8", "::1", "192.0.2.0/24", "2001:db8:f:f::25"]
                mynetworks = false
                sessions = false
                [control]
                socket = "%1$s/control.sock"
                """
                        .formatted(directory, backend));
    }

    /** Compiled once for all tests. */
    public static Rules rules() {
        return new Rules(Readers.DAEMON, Optional.of(Path.of("target/rules-cache")));
    }

    private <T> T inside(Callable<T> work) {
        return wait(CompletableFuture.supplyAsync(() -> call(work), inside));
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T wait(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("waited in vain", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Two entries that ban. */
    public static List<String> twoStrikes(String address) {
        String strike = "lost connection after AUTH from unknown[" + address + "]";
        return List.of(strike, strike);
    }
}
