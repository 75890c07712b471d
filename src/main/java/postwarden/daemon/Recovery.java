package postwarden.daemon;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.LedgerException;
import postwarden.ledger.Restoration;

/**
 * Has the guard begin again with the ledger's own good copy when the ledger is found damaged, at
 * the start or later. What the journal has told since is read again; the kernel keeps what it has
 * meanwhile. The watch's thread only.
 */
final class Recovery {
    /** What is damaged again at once is damaged by something that lasts. */
    private static final long LEAST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Optional<String> warning = Optional.empty();
    private Optional<Long> restoredNanos = Optional.empty();

    /** From opening to closing everything. */
    @FunctionalInterface
    interface Guard {
        void run() throws InterruptedException;
    }

    /** Until the guard ends by itself; without a good copy the damage is refused. */
    void run(Path ledger, Guard guard) throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            ended = ends(ledger, guard);
        }
    }

    /** What happened to the ledger since this program was started. */
    Optional<String> warning() {
        return warning;
    }

    private boolean ends(Path ledger, Guard guard) throws InterruptedException {
        try {
            guard.run();
            return true;
        } catch (LedgerException broken) {
            long nanoTime = System.nanoTime();
            boolean again = restoredNanos.filter(last -> nanoTime - last < LEAST_NANOS).isPresent();
            if (!broken.isDamage() || again) {
                throw broken;
            }
            restoredNanos = Optional.of(nanoTime);
            warning = Optional.of(sentence(broken, Restoration.of(ledger)));
            LOG.error(warning.get());
            return false;
        }
    }

    private static String sentence(LedgerException damage, Restoration done) {
        return damage.getMessage()
                + "; its own copy took its place, and the journal is read again from "
                + done.reached().map(Instant::toString).orElse("where a first start begins")
                + "; the damaged file is kept as "
                + done.aside();
    }
}
