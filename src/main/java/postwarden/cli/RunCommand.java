package postwarden.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import postwarden.config.Settings;
import postwarden.daemon.Daemon;
import postwarden.daemon.Origin;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;

/** The daemon. SIGTERM and SIGINT end it cleanly; SIGHUP is a reload. */
@Command(
        name = "run",
        description = "Guard, in the foreground, until SIGTERM.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 15;

    @Mixin private Configuration configuration;

    @Option(
            names = "--dry-run",
            description = "Judge and say what would be banned; ban nobody, keep nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Origin origin = configuration.origin(Readers.DAEMON, InstantSource.system().instant());
        Settings settings = configuration.settings();
        CompiledBook book = origin.rules().load(settings.rules().files());
        Daemon daemon =
                new Daemon(
                        new Daemon.Plan(
                                origin,
                                settings,
                                book,
                                OptionalInt.empty(),
                                dryRun,
                                Optional.empty(),
                                () -> {}));
        CountDownLatch stopped = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> stop(daemon, stopped), "signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        Signals.on("HUP", () -> daemon.reload("SIGHUP"));
        try {
            daemon.run();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** Runs when the JVM is to end: by a signal, or because the daemon has ended by itself. */
    private static void stop(Daemon daemon, CountDownLatch stopped) {
        try {
            if (stopped.getCount() == 0) {
                return;
            }
            daemon.stop();
            // A signal that was obeyed is no failure: without this the JVM ends with 143.
            if (stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
