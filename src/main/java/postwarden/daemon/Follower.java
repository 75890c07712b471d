package postwarden.daemon;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Batch;
import postwarden.Gap;
import postwarden.Journal;
import postwarden.JournalException;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.TimeSpan;
import postwarden.Watched;

/**
 * The journal as the watch sees it: one that is opened again, behind the last entry that was
 * accepted, when it breaks or something else is to be watched. The watch's thread only.
 */
final class Follower implements AutoCloseable {
    /** How long a broken journal is left alone, in nanoseconds. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final JournalSource source;
    private final Instant since;
    private Watched watched;

    /** Behind it everything is still to be judged. */
    private Optional<Position> position;

    /** Read and not accepted: given away again until it is. */
    private Optional<Batch> pending = Optional.empty();

    private Optional<Journal> journal = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private Optional<String> gap = Optional.empty();
    private long triedNanos;

    Follower(JournalSource source, Watched watched, Optional<Position> position, Instant since) {
        this.source = source;
        this.watched = watched;
        this.position = position;
        this.since = since;
        this.journal = Optional.of(source.open(watched, position, since));
    }

    /** The same batch again until it is accepted. Empty while the journal cannot be read. */
    Optional<Batch> read(int most, long nanoTime) {
        if (pending.isPresent()) {
            return pending;
        }
        try {
            if (journal.isEmpty()) {
                if (nanoTime - triedNanos < PAUSE_NANOS) {
                    return Optional.empty();
                }
                triedNanos = nanoTime;
                journal = Optional.of(source.open(watched, position, since));
            }
            Batch batch = journal.get().read(most);
            trouble = Optional.empty();
            pending = Optional.of(batch).filter(each -> each.end().isPresent());
            batch.gap().ifPresent(this::report);
            return Optional.of(batch);
        } catch (JournalException | Refusal broken) {
            breakOff(broken, nanoTime);
            return Optional.empty();
        }
    }

    /** The batch read last is judged, and in force. */
    void accept() {
        position = pending.flatMap(Batch::end).or(() -> position);
        pending = Optional.empty();
    }

    boolean hasPending() {
        return pending.isPresent();
    }

    /** A pending batch was read for what was watched before: its entries are read again. */
    void watch(Watched newWatched) {
        watched = newWatched;
        pending = Optional.empty();
        close();
    }

    Optional<Position> position() {
        return position;
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** The last stretch that was missing. */
    Optional<String> gap() {
        return gap;
    }

    @Override
    public void close() {
        journal.ifPresent(Journal::close);
        journal = Optional.empty();
    }

    private void report(Gap missing) {
        String length = TimeSpan.format(missing.length());
        gap =
                Optional.of(
                        "the journal lacks "
                                + length
                                + ", from "
                                + missing.from()
                                + " to "
                                + missing.to());
        LOG.warn(gap.get());
    }

    private void breakOff(RuntimeException broken, long nanoTime) {
        if (trouble.isEmpty()) {
            LOG.error("journal: {}; it is opened again", broken.getMessage());
        }
        trouble = Optional.of(broken.getMessage());
        triedNanos = nanoTime;
        close();
    }
}
