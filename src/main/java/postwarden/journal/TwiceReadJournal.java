package postwarden.journal;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Tally;

/**
 * A journal that is followed by one index, and what was there at the opening read by another one,
 * too: where an index is damaged, libsystemd ends reading as if nothing followed. If the second
 * reading shows nothing that the first one did not, it ends at the tail; else both go on. One
 * thread's.
 */
final class TwiceReadJournal implements Journal {
    /** How many entries one of the two may be ahead by. */
    private static final int MOST_AHEAD = 20_000;

    private static final Batch NOTHING =
            new Batch(List.of(), Optional.empty(), Tally.NONE, Optional.empty(), false);

    private final LiveJournal first;
    private final Supplier<LiveJournal> opening;
    private final Optional<Set<Integer>> owners;

    /** Of the entries at the opening: a later one may be in one index before it is in the other. */
    private final Instant newest;

    /** What one of the two has shown and the other one has not. */
    private final Set<String> unpaired = new HashSet<>();

    private Optional<LiveJournal> second = Optional.empty();
    private Optional<Position> reached = Optional.empty();
    private boolean isDamaged;
    private boolean isDone;

    /**
     * @param opening opens the second one, from the same start
     * @param owners whose entries the first one shows; empty: everyone's
     */
    TwiceReadJournal(
            LiveJournal first, Supplier<LiveJournal> opening, Optional<Set<Integer>> owners) {
        this.first = first;
        this.opening = opening;
        this.owners = owners;
        newest = first.span().flatMap(Stretch::until).orElse(Instant.MIN);
    }

    @Override
    public Batch read(int most) {
        if (isDone) {
            return first.read(most);
        }
        boolean mustWait = unpaired.size() >= MOST_AHEAD;
        Batch batch = mustWait ? NOTHING : first.read(most);
        List<Entry> entries = batch.entries().stream().filter(this::isUnpaired).toList();
        reached = batch.end().or(() -> reached);
        return mustWait || batch.atTail()
                ? withMissing(batch, entries, most)
                : new Batch(entries, batch.end(), batch.tally(), batch.gap(), false);
    }

    @Override
    public void close() {
        first.close();
        second.ifPresent(LiveJournal::close);
    }

    private Batch withMissing(Batch batch, List<Entry> entries, int most) {
        LiveJournal again = second.orElseGet(opening);
        second = Optional.of(again);
        Batch other = again.read(most);
        List<Entry> missing = other.entries().stream().filter(this::isMissing).toList();
        isDamaged |= !missing.isEmpty();
        if (other.atTail()) {
            unpaired.clear();
        }
        boolean atTail = batch.atTail() && other.atTail();
        if (atTail && !isDamaged) {
            isDone = true;
            again.close();
            second = Optional.empty();
        }
        Optional<Position> end = missing.isEmpty() ? batch.end() : later(other.end());
        return new Batch(
                Stream.concat(entries.stream(), missing.stream()).toList(),
                end,
                batch.tally().plus(new Tally(missing.size(), 0, 0, missing.size())),
                batch.gap(),
                atTail);
    }

    private boolean isUnpaired(Entry entry) {
        String identity = identity(entry);
        return !unpaired.remove(identity) && unpaired.add(identity);
    }

    private boolean isMissing(Entry entry) {
        return owners.map(believed -> entry.owner().stream().anyMatch(believed::contains))
                        .orElse(true)
                && !unpaired.remove(identity(entry))
                && (isDamaged || !entry.time().isAfter(newest))
                && unpaired.add(identity(entry));
    }

    /** The same in each copy of an entry, of which each of the two may show another one. */
    private static String identity(Entry entry) {
        return Cursor.parse(entry.cursor()).map(Cursor::identity).orElse(entry.cursor());
    }

    /** The second one may lag behind the first. */
    private Optional<Position> later(Optional<Position> other) {
        reached =
                Stream.concat(reached.stream(), other.stream())
                        .max(Comparator.comparing(Position::time));
        return reached;
    }
}
