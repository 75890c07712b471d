package postwarden.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.Micros;
import postwarden.Position;
import postwarden.Watched;

/**
 * A stretch of a journal as it is now. One thread's, the one that opened it.
 *
 * <p>Entries whose time is outside the stretch are passed over wherever they stand: a clock that
 * was set back leaves late entries in front of early ones.
 */
final class HistoryJournal implements Journal {
    private final Handle handle;
    private final Stretch stretch;
    private final boolean isWhole;
    private final Counts counts = new Counts();
    private final EntryReader reader;
    private final long diskUsage;
    private final Optional<Stretch> span;
    private Optional<Position> reached = Optional.empty();
    private boolean atTail;

    HistoryJournal(Source source, Watched watched, Stretch stretch, boolean wantsCursors) {
        this.stretch = stretch;
        isWhole = stretch.equals(Stretch.ALL);
        Opener opener = new Opener(source);
        Handle opened = opener.open();
        Selection selection = Selection.history(watched, opened);
        reader = new EntryReader(watched, selection, wantsCursors, counts);
        diskUsage = opened.diskUsage();
        span = opened.span();
        opened.match(selection.matches());
        opened.seek(stretch.since());
        if (opener.isAstray(opened, stretch.since(), selection)) {
            opened.close();
            handle = opener.another();
            handle.match(selection.matches());
            handle.seekOldest();
        } else {
            handle = opened;
            handle.seek(stretch.since());
        }
    }

    @Override
    public Batch read(int most) {
        List<Entry> entries = new ArrayList<>();
        int looked = 0;
        int step = 1;
        while (!atTail && looked < most && (step = handle.next()) > 0) {
            looked++;
            if (isWhole || isInside()) {
                reader.read(handle).ifPresent(entries::add);
            }
        }
        if (step <= 0) {
            atTail = true;
            counts.damaged += step < 0 || lostFile() ? 1 : 0;
        }
        Optional<Position> end = looked == 0 ? Optional.empty() : end();
        reached = end.or(() -> reached);
        return new Batch(entries, end, counts.take(), Optional.empty(), atTail);
    }

    /** By time: entries are not spread evenly, but nothing else is known of them. */
    @Override
    public OptionalDouble done() {
        if (span.isEmpty() || reached.isEmpty()) {
            return OptionalDouble.empty();
        }
        Instant from = later(stretch.since(), span.get().since());
        Instant last = span.get().until().orElseThrow();
        Instant to = stretch.until().filter(last::isAfter).orElse(last);
        double whole = from.until(to, ChronoUnit.MICROS);
        double read = from.until(reached.get().time(), ChronoUnit.MICROS);
        return whole <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.clamp(read / whole, 0, 1));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private boolean isInside() {
        OptionalLong time = handle.time();
        return time.isPresent() && stretch.holds(Micros.instant(time.getAsLong()));
    }

    /**
     * libsystemd lets go of a file in which it cannot find its way, and says nothing. (Nor can the
     * journal that is followed tell: there usage shrinks by rotation and vacuum too.)
     */
    private boolean lostFile() {
        return handle.diskUsage() < diskUsage;
    }

    private Optional<Position> end() {
        OptionalLong time = handle.time();
        return time.isEmpty()
                ? Optional.empty()
                : handle.cursor()
                        .map(cursor -> new Position(cursor, Micros.instant(time.getAsLong())));
    }

    @Override
    public void close() {
        handle.close();
    }
}
