package postwarden.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import postwarden.Ban;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.cli.Recording.Recorded;
import postwarden.config.Settings;
import postwarden.control.BanReport;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.control.WhyReport;
import postwarden.daemon.Daemon;
import postwarden.daemon.Origin;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * The real daemon over a real journal that grows as it is read: everything it needs lies in one
 * temporary directory, which {@link #close} deletes.
 */
final class Demo implements AutoCloseable {
    /** The number of Postfix's user where the attack was recorded. */
    private static final int RECORDED_OWNER = 101;

    /** The recording takes 77 seconds. */
    private static final int SPEED = 8;

    private static final int PATIENCE_SECONDS = 60;

    /** It appears in whatever hostile clients can say, and never connected. */
    private static final String INNOCENT = "203.0.113.250";

    private final Path directory;
    private final Settings settings;
    private final boolean enforces;
    private final PrintWriter out;
    private final ControlClient client;
    private final Instant start = Instant.now();

    /**
     * @param enforces false: there is no namespace to make a firewall in
     */
    Demo(Configuration configuration, boolean enforces, PrintWriter out) throws IOException {
        this.directory = Files.createTempDirectory("postwarden-demo");
        this.enforces = enforces;
        this.out = out;
        Settings base = configuration.settings();
        this.settings =
                new Settings(
                        new Settings.Journal(
                                Optional.of(directory.resolve("journal")),
                                new Settings.FirstStart.Back(Duration.ofMinutes(1))),
                        base.rules(),
                        base.offender(),
                        base.storm(),
                        new Settings.Ledger(
                                directory.resolve("ledger.db"), base.ledger().history()),
                        new Settings.Firewall(enforces ? "nftables" : "none", List.of()),
                        new Settings.Ignore(
                                Settings.defaults().ignore().addresses(), false, false, false),
                        new Settings.Control(directory.resolve("control.sock")));
        this.client = new ControlClient(settings.control().socket());
    }

    int play() throws IOException, InterruptedException {
        Rules rules = Configuration.rules(Readers.TOOLS);
        CompiledBook book = rules.load(copies(settings.rules().files()));
        List<Recorded> attack = Recording.attack();
        out.printf(
                "A recorded attack on Postfix, %,d entries, %d times as fast:%n%n",
                attack.size(), SPEED);
        out.flush();
        Path journal = Files.createDirectories(directory.resolve("journal"));
        try (Feeder feeder = Feeder.start(journal.resolve("demo.journal"), attack, SPEED)) {
            CountDownLatch ready = new CountDownLatch(1);
            Daemon daemon = new Daemon(plan(rules, book, ready));
            Failure failure = new Failure();
            Thread watch =
                    Thread.ofPlatform().name("watch").start(() -> failure.run(daemon, ready));
            ready.await();
            failure.rethrow();
            try {
                Instant last = feeder.feed();
                StatusReport status = whenJudged(last);
                show(status);
                return status.bans().expected() == status.bans().enforced() || !enforces ? 0 : 1;
            } finally {
                daemon.stop();
                watch.join();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The caller's own now: root, too, may show the rules of somebody else's checkout. */
    private List<Path> copies(List<Path> files) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path file : files) {
            boolean exists = Files.exists(file);
            copies.add(exists ? Files.copy(file, directory.resolve(file.getFileName())) : file);
        }
        return copies;
    }

    private Daemon.Plan plan(Rules rules, CompiledBook book, CountDownLatch ready) {
        return new Daemon.Plan(
                new Origin(
                        directory.resolve("postwarden.toml"),
                        () -> settings.withRules(directory),
                        rules,
                        Instant.MAX,
                        Origin.SETTLED),
                settings,
                book,
                OptionalInt.of(RECORDED_OWNER),
                false,
                Optional.of(this::show),
                ready::countDown);
    }

    /** On the watch, after the commit. */
    private void show(Turn turn) {
        for (Judgement judgement : turn.judgements()) {
            if (judgement.verdict() instanceof Verdict.Banned banned) {
                banned.bans().forEach(ban -> show(ban, judgement.strike().rule()));
            }
        }
        out.flush();
    }

    private void show(Ban ban, String rule) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf("%6.1f s  banned  %-24s  %s%n", seconds, ban.offender(), rule);
    }

    private StatusReport whenJudged(Instant last) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(PATIENCE_SECONDS);
        while (true) {
            StatusReport status = client.ask(new Request.Status(), StatusReport.class);
            boolean judged =
                    status.journal().lagSeconds() == 0
                            && status.journal().lastEntry() != null
                            && !OffsetDateTime.parse(status.journal().lastEntry())
                                    .toInstant()
                                    .isBefore(last.minusSeconds(1));
            if (judged || Instant.now().isAfter(deadline)) {
                return status;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void show(StatusReport status) {
        out.println();
        StatusCommand.print(status, out);
        BanReport[] bans = client.ask(new Request.Bans(false), BanReport[].class);
        if (bans.length > 0) {
            out.println();
            out.println("Why " + bans[0].offender() + "?");
            WhyCommand.print(client.ask(new Request.Why(bans[0].offender()), WhyReport.class), out);
        }
        WhyReport innocent = client.ask(new Request.Why(INNOCENT), WhyReport.class);
        out.println();
        out.println(
                "The innocent address in the attackers' texts: "
                        + (innocent.bans().isEmpty() && innocent.strikes().isEmpty()
                                ? "not a strike against it."
                                : "STRUCK."));
        out.println(
                enforces
                        ? "The firewall was one of a network namespace that ends with this demo."
                        : "As root, the bans would be in a firewall, too.");
        out.flush();
    }

    /** What ended the watch's thread. */
    private static final class Failure {
        private volatile RuntimeException cause;

        void run(Daemon daemon, CountDownLatch ready) {
            try {
                daemon.run();
            } catch (RuntimeException failed) {
                cause = failed;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                ready.countDown();
            }
        }

        void rethrow() {
            if (cause != null) {
                throw cause;
            }
        }
    }
}
