package postwarden.daemon;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.LedgerException;
import postwarden.ledger.SqliteLedger;

/**
 * Has the ledger copied and checked beside the watch: at the start and every six hours. What the
 * check finds damaged is thrown on the watch. The watch's thread only.
 */
final class Copies implements AutoCloseable {
    /** What a copy is old is read again from the journal, which keeps days. */
    private static final long EVERY_NANOS = TimeUnit.HOURS.toNanos(6);

    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long PATIENCE_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final SqliteLedger ledger;
    private final Path file;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("ledger-copy").daemon().factory());

    private Optional<CompletableFuture<Void>> making = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private long dueNanos;
    private volatile boolean suspected;

    Copies(SqliteLedger ledger, Path file, long nanoTime) {
        this.ledger = ledger;
        this.file = file;
        this.dueNanos = nanoTime;
    }

    /** Once a turn; does nothing most of the time. */
    void run(long nanoTime) {
        if (making.isPresent()) {
            if (making.get().isDone()) {
                take(making.get(), nanoTime);
            }
        } else if (isDue(nanoTime)) {
            suspected = false;
            ledger.beginCopy();
            making =
                    Optional.of(
                            CompletableFuture.runAsync(() -> SqliteLedger.makeCopy(file), thread));
        }
    }

    /** Somebody found the ledger damaged: it is checked at once. For any thread. */
    void suspect() {
        suspected = true;
    }

    /** Why there is no new copy. */
    Optional<String> trouble() {
        return trouble;
    }

    /** The ledger is not closed under a copy that is being made. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the ledger is still being copied");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDue(long nanoTime) {
        boolean lacking = ledger.needsCopy() && trouble.isEmpty();
        return suspected || lacking || nanoTime - dueNanos >= 0;
    }

    private void take(CompletableFuture<Void> made, long nanoTime) {
        making = Optional.empty();
        dueNanos = nanoTime + RETRY_NANOS;
        try {
            made.join();
            ledger.takeCopy();
            trouble = Optional.empty();
            dueNanos = nanoTime + EVERY_NANOS;
        } catch (CompletionException broken) {
            ledger.dropCopy();
            fail(broken.getCause());
        } catch (LedgerException broken) {
            fail(broken);
        }
    }

    private void fail(Throwable broken) {
        if (broken instanceof LedgerException failure && failure.isDamage()) {
            throw failure;
        }
        if (trouble.isEmpty()) {
            LOG.error("no copy of the ledger: {}; tried again", broken.getMessage());
        }
        trouble = Optional.of(String.valueOf(broken.getMessage()));
    }
}
