package postwarden.journal;

import java.util.Optional;
import java.util.OptionalLong;
import postwarden.Gap;
import postwarden.Micros;
import postwarden.Position;

/**
 * Goes on behind a {@link Position}, also when its entry is no longer there.
 *
 * <p>{@code sd_journal_seek_cursor} lands at the entry or, if it is gone, near it: by number in the
 * same sequence, else by the boot's clock, else by time (sd-journal.c, find_location_with_matches).
 * So what it lands on has to be looked at. If that is not the entry, those of the same microsecond
 * are searched for a copy of it; without one, everything from that time on counts as unread.
 */
final class Resumption {
    private Resumption() {}

    /**
     * Puts the handle where {@code next()} gives the first entry behind the position.
     *
     * @return whether the position's entry was there
     */
    static boolean resume(Handle handle, Position position) {
        seek(handle, position);
        if (handle.next() > 0 && handle.standsAt(position.cursor())) {
            return true;
        }
        seek(handle, position);
        if (passCopy(handle, position)) {
            return true;
        }
        seek(handle, position);
        return false;
    }

    /**
     * Looks for what is missing behind a position, in the whole journal.
     *
     * @param unmatched a handle that shows every entry
     */
    static Continuity continuity(Handle unmatched, Position position) {
        if (resume(unmatched, position)) {
            return new Continuity.Unbroken();
        }
        if (unmatched.next() <= 0) {
            return new Continuity.NotYetKnown();
        }
        Position next = here(unmatched, position);
        return next.time().isAfter(position.time()) && !follows(unmatched, position, next)
                ? new Continuity.Broken(new Gap(position.time(), next.time()))
                : new Continuity.Unbroken();
    }

    /**
     * By number if both have one. Numbers of two sequences tell nothing but that the position's
     * file is lost, and with it what stood behind the position. Without numbers the journal must
     * reach back beyond the position.
     */
    private static boolean follows(Handle unmatched, Position position, Position next) {
        Optional<Cursor> left = Cursor.parse(position.cursor());
        Optional<Cursor> right = Cursor.parse(next.cursor());
        if (left.isPresent() && right.isPresent()) {
            return left.get().sequence().equals(right.get().sequence())
                    && right.get().number() <= left.get().number() + 1;
        }
        unmatched.seekOldest();
        return unmatched.next() > 0 && !here(unmatched, position).time().isAfter(position.time());
    }

    private static void seek(Handle handle, Position position) {
        if (!handle.seek(position.cursor())) {
            handle.seek(position.time());
        }
    }

    private static boolean passCopy(Handle handle, Position position) {
        Optional<Cursor> wanted = Cursor.parse(position.cursor());
        if (wanted.isEmpty()) {
            return false;
        }
        long time = Micros.of(position.time());
        while (handle.next() > 0) {
            OptionalLong here = handle.time();
            if (here.isPresent() && here.getAsLong() != time) {
                return false;
            }
            if (handle.cursor()
                    .flatMap(Cursor::parse)
                    .filter(wanted.get()::sameEntryAs)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Position here(Handle handle, Position otherwise) {
        OptionalLong time = handle.time();
        return new Position(
                handle.cursor().orElse(""),
                time.isPresent() ? Micros.instant(time.getAsLong()) : otherwise.time());
    }
}
