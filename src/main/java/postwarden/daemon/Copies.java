package postwarden.daemon;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.LedgerException;
import postwarden.ledger.SqliteLedger;

/**
 * Has the ledger copied and checked beside the watch: at the start and every six hours. What the
 * check finds damaged is thrown on the watch. The watch's thread only.
 */
final class Copies {
    /** What a copy is old is read again from the journal, which keeps days. */
    private static final long EVERY_NANOS = TimeUnit.HOURS.toNanos(6);

    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final SqliteLedger ledger;
    private Optional<CompletableFuture<Void>> making = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private long dueNanos;
    private volatile boolean suspected;

    Copies(SqliteLedger ledger, long nanoTime) {
        this.ledger = ledger;
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
            making = Optional.of(ledger.copySoon());
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

    private boolean isDue(long nanoTime) {
        boolean lacking = ledger.needsCopy() && trouble.isEmpty();
        return suspected || lacking || nanoTime - dueNanos >= 0;
    }

    private void take(CompletableFuture<Void> made, long nanoTime) {
        making = Optional.empty();
        dueNanos = nanoTime + RETRY_NANOS;
        try {
            made.join();
            trouble = Optional.empty();
            dueNanos = nanoTime + EVERY_NANOS;
        } catch (CompletionException broken) {
            fail(broken.getCause());
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
