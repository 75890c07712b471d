package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Batch;
import postwarden.LedgerException;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.Turn;

/**
 * The one thread that owns journal, ledger and firewall. Each turn: a bounded batch of entries is
 * read and judged, its bans go into the kernel, then strikes, bans and cursor into the ledger in
 * one transaction, then what was asked meanwhile is answered.
 *
 * <p>The kernel first, then the commit: after a crash between them the batch is read again, and
 * decided the same.
 */
final class Watch {
    private static final int BATCH = 512;

    /**
     * How often the tail of the journal is looked at: the first part of every ban's latency. A
     * server to which nothing happens for a while is looked at less often.
     */
    private static final Duration PACE = Duration.ofMillis(5);

    private static final Duration CALM_PACE = Duration.ofMillis(50);
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Judging so many leaves garbage that nothing would collect in the quiet that follows. */
    private static final long BURST = 50_000;

    /** A position without strikes is worth no transaction of its own more often than this. */
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_ASKED = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Parts parts;
    private final Chores chores;
    private final Consumer<Turn> listener;
    private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>(MOST_ASKED);

    /** Where the next start would go on, once it is committed. */
    private Optional<Position> unsaved = Optional.empty();

    private Optional<String> ledgerTrouble = Optional.empty();
    private boolean atTail;
    private long entryNanos = System.nanoTime();

    /** So is a start. */
    private long judged = BURST;

    private long commitNanos = System.nanoTime();
    private long failedNanos;
    private volatile boolean stopping;

    Watch(Parts parts, Chores chores, Consumer<Turn> listener) {
        this.parts = parts;
        this.chores = chores;
        this.listener = listener;
    }

    /** Until {@link #stop}. */
    void run() throws InterruptedException {
        try {
            while (!stopping) {
                long start = System.nanoTime();
                boolean more = turn(parts.clock().instant(), start);
                tellIfLong(System.nanoTime() - start);
                serve(more ? Duration.ZERO : pace());
            }
            saveLast();
        } finally {
            serve(Duration.ZERO); // who asked last does not wait in vain
        }
    }

    /** For any thread. */
    void stop() {
        stopping = true;
        asked.offer(() -> {});
    }

    /** Has the watch do something between two turns. For any thread but the watch. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken =
                asked.offer(
                        () -> {
                            try {
                                answer.complete(question.get());
                            } catch (RuntimeException refused) {
                                answer.completeExceptionally(refused);
                            }
                        });
        if (!taken) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "too many questions at once; ask later");
        }
        return answer;
    }

    boolean isAtTail() {
        return atTail && !parts.reading().hasPending();
    }

    /** How far what is judged is behind what happens. */
    Duration lag(Instant now) {
        if (isAtTail()) {
            return Duration.ZERO;
        }
        return parts.reading()
                .position()
                .map(position -> Duration.between(position.time(), now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    Optional<String> ledgerTrouble() {
        return ledgerTrouble;
    }

    /** Whether there is more to read at once. */
    private boolean turn(Instant now, long nanoTime) {
        try {
            chores.run(now, nanoTime, () -> lag(now));
            parts.copies().run(nanoTime);
            parts.leaks().begin(now, isAtTail() && parts.enforcement().isWhole());
            boolean more = judgeNext(now, nanoTime);
            return parts.enforcement().heal(now, isAtTail()) || more;
        } catch (LedgerException broken) {
            if (broken.isDamage()) {
                throw broken; // trying again does not help
            }
            if (ledgerTrouble.isEmpty()) {
                LOG.error("ledger: {}; tried again every second", broken.getMessage());
            }
            ledgerTrouble = Optional.of(broken.getMessage());
            failedNanos = nanoTime;
            return false;
        }
    }

    private boolean judgeNext(Instant now, long nanoTime) {
        boolean pausing = ledgerTrouble.isPresent() && nanoTime - failedNanos < RETRY_NANOS;
        if (pausing || parts.friends().current().held().isPresent()) {
            return false;
        }
        if (ledgerTrouble.isPresent() && !parts.reading().hasPending()) {
            commit(new Turn(List.of(), unsaved), nanoTime); // is it well again?
        }
        Optional<Batch> read = parts.reading().read(BATCH, nanoTime);
        if (read.isEmpty()) {
            atTail = false;
            return false;
        }
        Batch batch = read.get();
        atTail = batch.atTail();
        if (batch.end().isPresent()) {
            entryNanos = nanoTime;
            judged += batch.tally().entries();
            judge(batch, now, nanoTime);
        } else if (nanoTime - commitNanos >= COMMIT_NANOS && unsaved.isPresent()) {
            commit(new Turn(List.of(), unsaved), nanoTime);
        }
        return !atTail;
    }

    private void saveLast() {
        try {
            unsaved.ifPresent(end -> parts.ledger().commit(new Turn(List.of(), Optional.of(end))));
        } catch (LedgerException broken) {
            LOG.warn(
                    "ledger: {}; the next start reads the last entries again", broken.getMessage());
        }
    }

    private Duration pace() {
        if (System.nanoTime() - entryNanos < CALM_NANOS) {
            return PACE;
        }
        if (judged >= BURST) {
            judged = 0;
            System.gc(); // a tenth of a second with 100,000 bans, while there is nothing to do
        }
        return CALM_PACE;
    }

    /** A batch that cannot be committed stays pending: it is judged again, whole. */
    private void judge(Batch batch, Instant now, long nanoTime) {
        Turn turn = parts.warden().judge(batch, parts.friends().current().list());
        parts.enforcement().ban(turn.bans(), now);
        if (turn.isQuiet() && nanoTime - commitNanos < COMMIT_NANOS) {
            unsaved = turn.end();
        } else {
            commit(turn, nanoTime);
        }
        parts.warden().accept();
        parts.reading().accept();
        parts.leaks().look(batch, parts.friends().current().list());
        parts.sight().read(batch, now);
        parts.totals().add(batch.tally(), turn.end().map(Position::time));
        parts.totals().add(turn);
        listener.accept(turn);
    }

    private void commit(Turn turn, long nanoTime) {
        parts.ledger().commit(turn);
        unsaved = Optional.empty();
        commitNanos = nanoTime;
        ledgerTrouble = Optional.empty();
    }

    private static void tellIfLong(long nanos) {
        if (nanos >= LONG_NANOS) {
            LOG.debug("a turn took {} ms", TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** What is asked while this is answered waits for the next turn: callers delay no ban. */
    private void serve(Duration patience) throws InterruptedException {
        Runnable first = asked.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return;
        }
        List<Runnable> all = new ArrayList<>(List.of(first));
        asked.drainTo(all);
        all.forEach(Runnable::run);
    }
}
