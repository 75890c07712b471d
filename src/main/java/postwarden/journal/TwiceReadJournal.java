package postwarden.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
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

    /** journald counts an entry before it links it to all indices, and may be interrupted there. */
    private static final Duration LINKING = Duration.ofSeconds(1);

    private static final Batch NOTHING =
            new Batch(List.of(), Optional.empty(), Tally.NONE, Optional.empty(), false);

    private final LiveJournal first;
    private final Supplier<LiveJournal> opening;
    private final Optional<Set<Integer>> owners;

    /** What is older was in every index at the opening. */
    private final Instant linked;

    /** What one of the two has shown and the other one has not, oldest first. */
    private final Set<String> unpaired = new LinkedHashSet<>();

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
        linked =
                first.span()
                        .flatMap(Stretch::until)
                        .map(newest -> newest.minus(LINKING))
                        .orElse(Instant.MIN);
    }

    @Override
    public Batch read(int most) {
        if (isDone) {
            return first.read(most);
        }
        boolean mustWait = unpaired.size() >= MOST_AHEAD;
        Batch batch = mustWait ? NOTHING : first.read(most);
        List<Entry> entries = batch.entries().stream().filter(this::isUnpaired).toList();
        reached = isDamaged ? furthest(batch.end()) : batch.end().or(() -> reached);
        return mustWait || batch.atTail()
                ? withMissing(batch, entries, most)
                : batch(batch, entries, List.of(), false);
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
        if (other.atTail() && unpaired.size() >= MOST_AHEAD) {
            forgetOldest();
        }
        boolean atTail = batch.atTail() && other.atTail();
        if (atTail && !isDamaged) {
            isDone = true;
            again.close();
            second = Optional.empty();
        }
        if (!missing.isEmpty()) {
            reached = furthest(other.end());
        }
        return batch(batch, entries, missing, atTail);
    }

    private Batch batch(Batch batch, List<Entry> entries, List<Entry> missing, boolean atTail) {
        return new Batch(
                Stream.concat(entries.stream(), missing.stream()).toList(),
                batch.end().isPresent() || !missing.isEmpty() ? reached : Optional.empty(),
                batch.tally().plus(new Tally(missing.size(), 0, 0, missing.size())),
                batch.gap(),
                atTail);
    }

    private boolean isUnpaired(Entry entry) {
        String identity = identity(entry);
        return identity.isEmpty() || (!unpaired.remove(identity) && unpaired.add(identity));
    }

    private boolean isMissing(Entry entry) {
        return !entry.cursor().isEmpty()
                && owners.map(believed -> entry.owner().stream().anyMatch(believed::contains))
                        .orElse(true)
                && !unpaired.remove(identity(entry))
                && (isDamaged || entry.time().isBefore(linked))
                && unpaired.add(identity(entry));
    }

    /** It waits for a reading that does not know it. */
    private void forgetOldest() {
        Iterator<String> oldest = unpaired.iterator();
        for (int i = 0; i < MOST_AHEAD / 2; i++) {
            oldest.next();
            oldest.remove();
        }
    }

    /** The same in each copy of an entry, of which each of the two may show another one. */
    private static String identity(Entry entry) {
        return Cursor.parse(entry.cursor()).map(Cursor::identity).orElse(entry.cursor());
    }

    /** Either of the two may lag behind the other. */
    private Optional<Position> furthest(Optional<Position> other) {
        return Stream.concat(reached.stream(), other.stream())
                .max(Comparator.comparing(Position::time));
    }
}
