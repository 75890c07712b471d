package postwarden.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Offender;
import postwarden.Refusal;
import postwarden.config.Settings;
import postwarden.control.ReloadReply;
import postwarden.friends.FriendWatch;
import postwarden.rules.CompiledBook;
import postwarden.rules.Problem;
import postwarden.rules.Reading;

/**
 * Takes up what was changed in rules and configuration while the watch goes on: read, compiled and
 * checked on a thread of its own, one at a time; only the swap is the watch's. What is broken
 * changes nothing, and is {@link #warnings warned of} until a later reload finds it mended.
 */
final class Reloads implements AutoCloseable {
    /** In place of the caller's name. */
    private static final String SAVED = "a saved file";

    private static final long RETRY_SECONDS = 10;

    /** To compile in a cold JVM on a slow machine, more than once over. */
    private static final long PATIENCE_SECONDS = 60;

    /** Each is a transaction with fsync: the watch goes on between two slices. */
    private static final int SLICE = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Origin origin;
    private final OptionalInt owner;
    private final FriendWatch friends;
    private final Watch watch;
    private final Regime regime;
    private final Supervisor supervisor;
    private final Settings start;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("reload").daemon().factory());
    private final Thread saves =
            Thread.ofPlatform().name("saves").daemon().unstarted(this::followSaves);
    private final AtomicBoolean isAsked = new AtomicBoolean();

    /** The last settings that could be read: their files are to be mended. */
    private volatile Settings tried;

    private volatile List<String> warnings = List.of();
    private volatile Settings settings;
    private volatile CompiledBook book;

    /**
     * @param settings and {@code book}: what the daemon starts with
     * @param owner whose entries are believed in place of the jails' users
     */
    Reloads(
            Origin origin,
            Settings settings,
            CompiledBook book,
            OptionalInt owner,
            FriendWatch friends,
            Watch watch,
            Regime regime,
            Supervisor supervisor) {
        this.origin = origin;
        this.start = settings;
        this.tried = settings;
        this.settings = settings;
        this.book = book;
        this.owner = owner;
        this.friends = friends;
        this.watch = watch;
        this.regime = regime;
        this.supervisor = supervisor;
    }

    /** From now on a saved file is taken up by itself. */
    void follow() {
        saves.start();
    }

    /** For any thread but the watch and this object's own. Waits for the answer. */
    ReloadReply reload(boolean drop, String caller) {
        try {
            return Answers.await(thread.submit(() -> attempt(drop, caller)), PATIENCE_SECONDS);
        } catch (RejectedExecutionException stopping) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "the daemon is stopping");
        }
    }

    /** For any thread. One that has not begun yet takes up everything that is asked for. */
    void reloadSoon(String caller) {
        if (isAsked.compareAndSet(false, true)) {
            try {
                thread.execute(
                        () -> {
                            isAsked.set(false);
                            attempt(false, caller);
                        });
            } catch (RejectedExecutionException stopping) {
                return;
            }
        }
    }

    /** What is broken, and what takes a restart. For any thread. */
    List<String> warnings() {
        return warnings;
    }

    /** What was taken up last. For any thread. */
    Settings settings() {
        return settings;
    }

    CompiledBook book() {
        return book;
    }

    @Override
    public void close() {
        saves.interrupt();
        thread.shutdownNow();
    }

    /** All that a reload is, whoever asked for it, lies between begin and end of this method. */
    private ReloadReply attempt(boolean drop, String caller) {
        supervisor.reloading();
        ReloadReply reply = reloadOrRefuse(drop, caller);
        supervisor.ready("guarding");
        List<String> news = new ArrayList<>();
        if (!reply.taken()) {
            news.add("changes are not taken up: " + summary(reply.findings()));
        }
        reply.restart().forEach(name -> news.add(name + " was changed: that takes a restart"));
        boolean isNews = !news.equals(warnings);
        warnings = List.copyOf(news);
        if (!reply.taken()) {
            LOG.atError().setMessage("reload: {}").addArgument(news.getFirst()).log();
        } else if (isNews || !isNothing(reply) || !caller.equals(SAVED)) {
            LOG.atInfo()
                    .setMessage("reloaded: " + Reports.reload(reply))
                    .addKeyValue("caller", caller)
                    .log();
        }
        return reply;
    }

    private ReloadReply reloadOrRefuse(boolean drop, String caller) {
        try {
            Settings anew = origin.settings().get();
            tried = anew;
            Reading reading = origin.read(anew);
            List<String> findings = findings(reading);
            return reading.book().isPresent()
                    ? take(anew, reading.book().get(), findings, drop, caller)
                    : ReloadReply.refused(
                            Refusal.Kind.BAD_INPUT,
                            findings,
                            SettingsChange.between(start, settings, anew).restart());
        } catch (Refusal refusal) {
            return failed(refusal.kind(), refusal.getMessage());
        } catch (LinkageError | StackOverflowError broken) {
            return failed(Refusal.Kind.BAD_INPUT, "the rule files cannot be compiled: " + broken);
        } catch (RuntimeException broken) {
            return failed(Refusal.Kind.UNAVAILABLE, "the reload failed: " + broken);
        }
    }

    private static ReloadReply failed(Refusal.Kind kind, String sentence) {
        return ReloadReply.refused(kind, List.of(sentence), List.of());
    }

    private ReloadReply take(
            Settings anew,
            CompiledBook newBook,
            List<String> findings,
            boolean drop,
            String caller) {
        SettingsChange change = SettingsChange.between(start, settings, anew);
        BookChange bookChange = BookChange.between(book, newBook);
        friends.follow(sources(anew.ignore()));
        Believed believed = Believed.of(newBook, owner);
        onWatch(
                () -> {
                    regime.follow(newBook, believed, anew.ledger().history());
                    return true;
                });
        settings = anew;
        book = newBook;
        return new ReloadReply(
                true,
                bookChange.rules(),
                bookChange.jails(),
                change.taken(),
                change.restart(),
                drop ? lift(caller) : 0,
                findings,
                null);
    }

    private int lift(String caller) {
        List<Offender> orphans = onWatch(regime.handBans()::orphans);
        int lifted = 0;
        for (int from = 0; from < orphans.size(); from += SLICE) {
            List<Offender> slice = orphans.subList(from, Math.min(from + SLICE, orphans.size()));
            lifted += onWatch(() -> regime.handBans().lift(slice, caller));
        }
        return lifted;
    }

    static FriendWatch.Sources sources(Settings.Ignore ignore) {
        return new FriendWatch.Sources(
                ignore.addresses(), ignore.self(), ignore.mynetworks(), ignore.sessions());
    }

    /** What is to be mended comes first. */
    private static List<String> findings(Reading reading) {
        return Stream.concat(
                        reading.problems().stream().filter(Problem::isError),
                        reading.problems().stream().filter(problem -> !problem.isError()))
                .map(Problem::toString)
                .toList();
    }

    private static String summary(List<String> findings) {
        int more = findings.size() - 1;
        return findings.getFirst() + (more == 0 ? "" : " (and " + more + " more)");
    }

    private static boolean isNothing(ReloadReply reply) {
        return reply.rules().equals(ReloadReply.Changes.NONE)
                && reply.jails().equals(ReloadReply.Changes.NONE)
                && reply.settings().isEmpty()
                && reply.lifted() == 0;
    }

    private void followSaves() {
        while (!thread.isShutdown()) {
            try (Saves files = new Saves(() -> origin.files(tried), origin.since())) {
                while (true) {
                    files.await(origin.settled());
                    reloadSoon(SAVED);
                }
            } catch (IOException | RuntimeException broken) {
                LOG.warn("saved files are not noticed for now: {}", broken.toString());
            } catch (InterruptedException stopping) {
                return;
            }
            if (!pause()) {
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(RETRY_SECONDS);
            return true;
        } catch (InterruptedException stopping) {
            return false;
        }
    }

    private <T> T onWatch(Supplier<T> question) {
        return Answers.await(watch.ask(question), PATIENCE_SECONDS);
    }
}
