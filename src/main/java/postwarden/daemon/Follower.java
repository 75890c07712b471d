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
 * The journal as the watch sees it: one that is opened again, behind the last entry read, when it
 * breaks. The watch's thread only.
 */
final class Follower implements AutoCloseable {
    /** How long a broken journal is left alone, in nanoseconds. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final JournalSource source;
    private final Instant since;
    private Watched watched;
    private Optional<Position> position;
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

    /** Empty while the journal cannot be read. */
    Optional<Batch> read(int most, long nanoTime) {
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
            position = batch.end().or(() -> position);
            batch.gap().ifPresent(this::report);
            return Optional.of(batch);
        } catch (JournalException | Refusal broken) {
            breakOff(broken, nanoTime);
            return Optional.empty();
        }
    }

    void watch(Watched newWatched) {
        watched = newWatched;
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
