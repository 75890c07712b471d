package postwarden.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import postwarden.Entry;
import postwarden.Micros;
import postwarden.Watched;

/**
 * Copies the entry on which a handle stands, if a rule may match it. One thread's.
 *
 * <p>Finding a field costs about as much as the step to the next entry, because libsystemd walks
 * through the entry's fields for it. So only those are asked for that decide the matter.
 *
 * <p>Of a field that an entry has more than once, the value is taken that libsystemd comes upon
 * first. Only a writer of journald's own protocol can send a field twice, and nobody can send those
 * with an underscore.
 */
final class EntryReader {
    /** Sessions and transient services have names without end. */
    private static final int MOST_REMEMBERED_UNITS = 1000;

    private final Watched watched;
    private final boolean unitIsProven;
    private final Optional<String> onlyUnit;
    private final boolean wantsCursor;
    private final Counts counts;
    private final Map<String, Boolean> watchedUnits = new HashMap<>();

    EntryReader(Watched watched, Selection selection, boolean wantsCursor, Counts counts) {
        this.watched = watched;
        unitIsProven = selection.provesUnit();
        onlyUnit =
                selection.units().size() == 1
                        ? Optional.of(selection.units().getFirst())
                        : Optional.empty();
        this.wantsCursor = wantsCursor;
        this.counts = counts;
    }

    Optional<Entry> read(Handle handle) {
        if (unitIsProven) {
            counts.entries++;
            return message(handle).flatMap(message -> entry(handle, provenUnit(handle), message));
        }
        Optional<String> unit = unit(handle);
        if (unit.isEmpty() || !watches(unit.get())) {
            return Optional.empty();
        }
        counts.entries++;
        return message(handle).flatMap(message -> entry(handle, unit, message));
    }

    private Optional<Entry> entry(Handle handle, Optional<String> unit, String message) {
        OptionalLong time = handle.time();
        if (time.isEmpty()) {
            counts.damaged++;
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        wantsCursor ? handle.cursor().orElse("") : "",
                        Micros.instant(time.getAsLong()),
                        unit,
                        watched.asksOwners() ? owner(handle) : OptionalInt.empty(),
                        text(handle, Field.SYSLOG_IDENTIFIER).orElse(""),
                        message));
    }

    /**
     * The message if it passes the screen. One that is missing counts as damaged: libsystemd passes
     * over what it cannot read as if it were not there.
     */
    private Optional<String> message(Handle handle) {
        int found = handle.find(Field.MESSAGE);
        if (found < 0) {
            counts.damaged++;
            return Optional.empty();
        }
        counts.cut += found > Entry.MESSAGE_BYTES ? 1 : 0;
        return Optional.of(handle.text(found)).filter(watched.screen());
    }

    private Optional<String> provenUnit(Handle handle) {
        return onlyUnit.isPresent() ? onlyUnit : text(handle, Field.SYSTEMD_UNIT);
    }

    private Optional<String> unit(Handle handle) {
        int found = find(handle, Field.SYSTEMD_UNIT);
        if (found == LibSystemd.ENOENT && watched.owners().isPresent()) {
            counts.untrusted++;
        }
        return found < 0 ? Optional.empty() : Optional.of(handle.text(found));
    }

    private boolean watches(String unit) {
        if (watchedUnits.size() >= MOST_REMEMBERED_UNITS) {
            watchedUnits.clear();
        }
        return watchedUnits.computeIfAbsent(unit, watched::watches);
    }

    private OptionalInt owner(Handle handle) {
        try {
            return text(handle, Field.UID)
                    .map(number -> OptionalInt.of(Integer.parseInt(number)))
                    .orElse(OptionalInt.empty());
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private Optional<String> text(Handle handle, Field field) {
        int found = find(handle, field);
        return found < 0 ? Optional.empty() : Optional.of(handle.text(found));
    }

    private int find(Handle handle, Field field) {
        int found = handle.find(field);
        if (found < 0 && found != LibSystemd.ENOENT) {
            counts.damaged++;
        }
        return found;
    }
}
