package postwarden.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Firewall;
import postwarden.Jail;
import postwarden.Ledger;
import postwarden.OffenderSize;
import postwarden.Position;
import postwarden.Turn;
import postwarden.config.Settings;
import postwarden.control.ControlServer;
import postwarden.engine.Warden;
import postwarden.firewall.Firewalls;
import postwarden.friends.FriendWatch;
import postwarden.ledger.SqliteLedger;
import postwarden.rules.CompiledBook;

/**
 * Opens everything in order, runs the watch on the calling thread, closes in reverse. The bans are
 * in the kernel before the backlog is read.
 */
public final class Daemon {
    /** Windows in memory; others are read again from the ledger. About 200 bytes each. */
    private static final int MOST_TRACKED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private Plan plan;
    private final Supervisor supervisor = new Supervisor();

    /** No finer than the ledger, the journal and the kernel. */
    private final InstantSource clock = () -> Instant.now().truncatedTo(ChronoUnit.MICROS);

    private Optional<Watch> watch = Optional.empty();
    private Optional<Reloads> reloads = Optional.empty();
    private boolean stopping;

    /** Who asked for a reload before there was anything to be reloaded. */
    private Optional<String> reloader = Optional.empty();

    /**
     * What to run.
     *
     * @param origin where settings and book were read from
     * @param owner whose entries are believed in place of the jails' users
     * @param dryRun judge everything, enforce nothing, and leave the ledger alone
     * @param listener told of every committed turn, on the watch; in place of the log
     * @param ready told when the bans are in the kernel and the journal is open
     */
    public record Plan(
            Origin origin,
            Settings settings,
            CompiledBook book,
            OptionalInt owner,
            boolean dryRun,
            Optional<Consumer<Turn>> listener,
            Runnable ready) {}

    public Daemon(Plan plan) {
        this.plan = plan;
    }

    /** Until {@link #stop}; what cannot be opened is refused, and nothing stays open. */
    public void run() throws InterruptedException {
        if (!plan.dryRun()) {
            run(plan.settings().ledger().file(), plan.settings().firewall().backend());
            return;
        }
        try (Scratch scratch = new Scratch()) {
            run(scratch.directory().resolve("ledger.db"), "none");
        }
    }

    /** For any thread; also before {@link #run} has come to watching. */
    public synchronized void stop() {
        stopping = true;
        supervisor.stopping();
        watch.ifPresent(Watch::stop);
    }

    /** As if a file had been saved. For any thread, at any time. */
    public synchronized void reload(String caller) {
        reloader = Optional.of(caller);
        reloads.ifPresent(open -> open.reloadSoon(caller));
    }

    private void run(Path ledgerFile, String backend) throws InterruptedException {
        Recovery recovery = new Recovery();
        recovery.run(ledgerFile, () -> guard(ledgerFile, backend, recovery));
        LOG.info("stopped; the firewall stays as it is");
    }

    private void guard(Path ledgerFile, String backend, Recovery recovery)
            throws InterruptedException {
        plan = latest();
        Settings settings = plan.settings();
        Instant now = clock.instant();
        Set<Integer> ports = new HashSet<>(settings.firewall().ports());
        try (SqliteLedger ledger = SqliteLedger.open(ledgerFile);
                LastRun lastRun = LastRun.of(ledgerFile);
                FriendWatch friends = friends(settings.ignore(), ledger);
                Firewall firewall = Firewalls.open(backend, ports, settings.offender())) {
            Believed believed = Believed.of(plan.book(), plan.owner());
            Warden warden = warden(ledger, believed, settings.offender(), now);
            Enforcement enforcement = new Enforcement(firewall, warden);
            enforcement.befriend(friends.current().list().networks());
            enforcement.restore(
                    now,
                    () ->
                            supervisor.alive(
                                    System.nanoTime(), () -> "bans are put into the kernel"));
            Leaks leaks = new Leaks(warden, enforcement, ports);
            try (Follower reading = reading(ledger, believed, leaks, now);
                    Surroundings surroundings = surroundings(believed)) {
                Parts parts =
                        new Parts(
                                warden,
                                ledger,
                                reading,
                                enforcement,
                                friends,
                                leaks,
                                new Totals(plan.book()),
                                new Copies(ledger, System.nanoTime()),
                                new Sight(surroundings),
                                clock);
                Chores chores =
                        new Chores(
                                parts,
                                plan.book(),
                                settings.ledger().history(),
                                believed,
                                plan.owner().isEmpty(),
                                supervisor);
                Watch guard =
                        new Watch(
                                parts,
                                chores,
                                plan.listener().orElseGet(() -> new Report(warden::isStorm)::log));
                Naming naming = new Naming(settings.offender());
                HandBans handBans =
                        new HandBans(
                                warden, ledger, enforcement, friends, naming, plan.book(), clock);
                Regime regime = new Regime(parts, chores, handBans);
                try (Reloads changes = reloads(friends, guard, regime)) {
                    Standing standing =
                            new Standing(parts, guard, chores, changes, lastRun, recovery);
                    PastDesk past =
                            new PastDesk(ledgerFile, naming, clock, parts.copies()::suspect);
                    WatchDesk desk = new WatchDesk(guard, standing, handBans, past, changes);
                    LOG.info(
                            "guarding{}: {} bans in force, firewall {}, jails: {}",
                            plan.dryRun() ? " (dry run: nobody is banned)" : "",
                            warden.banned(now),
                            firewall.name(),
                            plan.book().jails().stream().map(Jail::name).toList());
                    watch(guard, changes, desk);
                }
            }
        }
    }

    /** When it begins again: with what has been taken up since the start. */
    private synchronized Plan latest() {
        return reloads.map(
                        taken ->
                                new Plan(
                                        plan.origin(),
                                        taken.settings(),
                                        taken.book(),
                                        plan.owner(),
                                        plan.dryRun(),
                                        plan.listener(),
                                        plan.ready()))
                .orElse(plan);
    }

    /** A dry run cannot be asked: the socket is the real daemon's. */
    private void watch(Watch guard, Reloads changes, WatchDesk desk) throws InterruptedException {
        if (plan.dryRun()) {
            watch(guard, changes);
            return;
        }
        try (ControlServer server = ControlServer.open(plan.settings().control().socket(), desk)) {
            LOG.debug("control socket {}", server.socket());
            watch(guard, changes);
        }
    }

    private void watch(Watch guard, Reloads changes) throws InterruptedException {
        synchronized (this) {
            watch = Optional.of(guard);
            reloads = Optional.of(changes);
            if (stopping) {
                guard.stop();
            }
            reloader.ifPresent(changes::reloadSoon);
        }
        changes.follow();
        supervisor.ready("guarding");
        plan.ready().run();
        guard.run();
    }

    private Reloads reloads(FriendWatch friends, Watch guard, Regime regime) {
        return new Reloads(
                plan.origin(),
                plan.settings(),
                plan.book(),
                plan.owner(),
                friends,
                guard,
                regime,
                supervisor);
    }

    private static FriendWatch friends(Settings.Ignore ignore, Ledger ledger) {
        FriendWatch friends =
                new FriendWatch(Reloads.sources(ignore), ledger.remembered("mynetworks"));
        friends.start();
        return friends;
    }

    private Surroundings surroundings(Believed believed) {
        Surroundings surroundings =
                new Surroundings(
                        JournalSource.source(plan.settings().journal()),
                        believed.watched(),
                        Surroundings::logFiles,
                        clock);
        surroundings.start();
        return surroundings;
    }

    private Warden warden(Ledger ledger, Believed believed, OffenderSize size, Instant now) {
        Warden warden =
                new Warden(
                        plan.book(),
                        believed.trust(),
                        size,
                        plan.settings().storm(),
                        Optional.of(ledger),
                        MOST_TRACKED);
        Instant position = ledger.position().map(Position::time).orElse(now);
        Instant from = (position.isBefore(now) ? position : now).minus(Chores.AFTERGLOW);
        ledger.bans(
                from,
                ban -> {
                    if (!warden.recall(ban)) {
                        LOG.warn("left out, for it bans too much: {}", ban.offender());
                    }
                });
        warden.recall(ledger.pardons());
        return warden;
    }

    private Follower reading(Ledger ledger, Believed believed, Leaks leaks, Instant now) {
        Settings.Journal settings = plan.settings().journal();
        Duration back =
                switch (settings.start()) {
                    case Settings.FirstStart.FindTime findTime ->
                            Chores.longestFindTime(plan.book());
                    case Settings.FirstStart.Back given -> given.duration();
                };
        JournalSource source = JournalSource.of(settings);
        return new Follower(
                (watched, after, since) -> source.open(watched.also(leaks::mayBe), after, since),
                believed.watched(),
                ledger.position(),
                now.minus(back));
    }
}
