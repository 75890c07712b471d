package postwarden.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Gap;
import postwarden.Journal;
import postwarden.Micros;
import postwarden.Position;
import postwarden.Watched;

/**
 * The journal that goes on being written, followed through rotation, vacuum and restarts of
 * journald. One thread's, the one that opened it.
 *
 * <p>Each {@link #read} at the tail looks into the files themselves, where an entry stands before
 * journald tells its readers of it (for which it takes up to 250 ms). What is told then has two
 * uses: new files are opened and deleted ones let go, and the tail is looked for again. For
 * libsystemd can overlook an entry: journald counts it in the file's header before it links it to
 * the fields that are matched (journal-file.c, journal_file_link_entry), and a reader that comes
 * between does not look again until the next one is counted.
 */
final class LiveJournal implements Journal {
    /** How many looks at the tail go by between two looks at the directories themselves. */
    private static final int LOOKS = 64;

    /**
     * libsystemd keeps what it has read mapped, 64 windows of 8 MiB at least (mmap-cache.c): after
     * so many entries all of that is let go, by opening anew.
     */
    private static final int MOST_MAPPED = 50_000;

    private final Opener opener;
    private final Selection selection;
    private final Counts counts = new Counts();
    private final EntryReader reader;
    private Handle handle;

    /** Where to go on: behind the last entry read, once there is one. */
    private Start start;

    /** From the oldest entry to the newest when this was opened. */
    private final Optional<Stretch> span;

    /** Earlier entries are passed over until the tail is reached. */
    private Instant notBefore = Instant.MIN;

    /** A position whose entry is gone, until it is known whether more than that is missing. */
    private Optional<Position> gone = Optional.empty();

    /** The time of the last entry given away, and the cursors of those with that time. */
    private Instant last = Instant.MIN;

    private final Set<String> givenThen = new HashSet<>();

    private boolean isBroken;
    private boolean atTail;
    private int looks;
    private int mapped;

    /**
     * @param selects what is shown of what the handle holds
     */
    LiveJournal(Source source, Watched watched, Function<Handle, Selection> selects, Start start) {
        opener = new Opener(source);
        this.start = start;
        handle = opener.open();
        selection = selects.apply(handle);
        reader = new EntryReader(watched, selection, true, counts);
        span = handle.span();
        begin();
    }

    Optional<Stretch> span() {
        return span;
    }

    @Override
    public Batch read(int most) {
        keepUp();
        List<Entry> entries = new ArrayList<>();
        int looked = 0;
        int step = 1;
        while (looked < most && (step = handle.next()) > 0) {
            looked++;
            reader.read(handle).filter(this::isNew).ifPresent(entries::add);
        }
        mapped += looked;
        // One that breaks again and again is to be looked at no more often than one that ends.
        atTail = step <= 0;
        isBroken = step < 0;
        counts.damaged += isBroken ? 1 : 0;
        Optional<Position> end = looked == 0 ? Optional.empty() : end(entries);
        end = end.filter(position -> !position.time().isBefore(notBefore));
        notBefore = atTail && !isBroken ? Instant.MIN : notBefore;
        end.ifPresent(position -> start = new Start.After(position));
        Optional<Gap> gap = looked == 0 ? Optional.empty() : gap();
        return new Batch(entries, end, counts.take(), gap, atTail);
    }

    /**
     * Where journald began another numbering within a microsecond, libsystemd finds no single place
     * in it: what has been given away from there may come again after a seek.
     */
    private boolean isNew(Entry entry) {
        if (entry.time().isBefore(notBefore)) {
            return false;
        }
        if (!entry.time().equals(last)) {
            last = entry.time();
            givenThen.clear();
        }
        return entry.cursor().isEmpty() || givenThen.add(entry.cursor());
    }

    private void keepUp() {
        if (isBroken || (atTail && (mapped > MOST_MAPPED || isOutdated()))) {
            mapped = 0;
            Handle old = handle;
            handle = opener.reopen();
            old.close();
            begin();
        } else {
            int happened = handle.process();
            if (happened == LibSystemd.SD_JOURNAL_INVALIDATE || (happened > 0 && atTail)) {
                goOn();
            }
        }
    }

    private boolean isOutdated() {
        return ++looks % LOOKS == 0 && opener.isOutdated();
    }

    private void begin() {
        show(handle);
        if (!goOn()) {
            findWay();
        }
    }

    private void show(Handle opened) {
        opened.match(selection.matches());
        opened.watchDirectories();
    }

    /**
     * What was read to its end may be gone: nothing is missing for it.
     *
     * @return whether it goes on behind an entry that is there
     */
    private boolean goOn() {
        boolean isThere = seek();
        if (!isThere && !(atTail && !isBroken) && start instanceof Start.After(Position position)) {
            gone = Optional.of(position);
        }
        return isThere;
    }

    private boolean seek() {
        return switch (start) {
            case Start.After(Position position) -> Resumption.resume(handle, position);
            case Start.Since(Instant time) -> {
                handle.seek(time);
                yield false;
            }
        };
    }

    /** Begins with the oldest entry if the seek has led astray. */
    private void findWay() {
        Instant wanted =
                switch (start) {
                    case Start.After(Position position) ->
                            position.time().plus(1, ChronoUnit.MICROS);
                    case Start.Since(Instant time) -> time;
                };
        if (!opener.isAstray(handle, wanted, selection)) {
            seek();
            return;
        }
        handle.close();
        handle = opener.reopen();
        show(handle);
        handle.seekOldest();
        notBefore = wanted;
    }

    /**
     * Without a cursor (its file was let go just now) the last entry that was given away will do.
     */
    private Optional<Position> end(List<Entry> entries) {
        Optional<String> cursor = handle.cursor();
        OptionalLong time = handle.time();
        if (cursor.isPresent() && time.isPresent()) {
            return Optional.of(new Position(cursor.get(), Micros.instant(time.getAsLong())));
        }
        if (!entries.isEmpty()) {
            return Optional.of(new Position(entries.getLast().cursor(), entries.getLast().time()));
        }
        return start instanceof Start.After(Position position)
                ? Optional.of(position)
                : Optional.empty();
    }

    /** To be asked once an entry has been read: then it can be told. */
    private Optional<Gap> gap() {
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        try (Handle unmatched = opener.another()) {
            Continuity continuity = Resumption.continuity(unmatched, gone.get());
            gone = Optional.empty();
            return continuity instanceof Continuity.Broken(Gap gap)
                    ? Optional.of(gap)
                    : Optional.empty();
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
