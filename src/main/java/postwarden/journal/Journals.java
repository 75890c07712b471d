package postwarden.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import postwarden.Journal;
import postwarden.Refusal;
import postwarden.Watched;

/**
 * Opens journals. What is opened belongs to the thread that opens it; so says libsystemd.
 *
 * <p>All of them throw a {@link Refusal} if the source is missing, empty, forbidden or no journal.
 */
public final class Journals {
    private Journals() {}

    /**
     * Follows a journal that goes on being written. Never asks {@link Watched#owners} in vain:
     * entries of other owners are neither given away nor counted, those of a believed owner without
     * a unit are counted as untrusted.
     *
     * <p>What is there already is read by a second index of the journal, too, should one of the two
     * be damaged: then entries may come out of order.
     *
     * <p>If the entry to start after is gone, the first batch with an entry says what is missing.
     */
    public static Journal live(Source source, Watched watched, Start start) {
        Selection selection = Selection.live(watched);
        LiveJournal journal = new LiveJournal(source, watched, any -> selection, start);
        return selection
                .again(watched)
                .<Journal>map(
                        again ->
                                new TwiceReadJournal(
                                        journal,
                                        () ->
                                                new LiveJournal(
                                                        source,
                                                        watched.askingOwners(),
                                                        again,
                                                        start),
                                        watched.owners()))
                .orElse(journal);
    }

    /**
     * Reads what is there. Owners are not asked, and nothing is untrusted: each entry of a watched
     * unit is counted.
     *
     * @param wantsCursors whether entries get their cursor, which takes time
     */
    public static Journal history(
            Source source, Watched watched, Stretch stretch, boolean wantsCursors) {
        return new HistoryJournal(source, watched, stretch, wantsCursors);
    }

    /** Opened and read by a thread of its own, some batches ahead of whoever judges them. */
    public static Journal ahead(Supplier<Journal> opening) {
        return new AheadJournal(opening);
    }

    /** What journald dropped of each watched unit's entries, by its own word, from a time on. */
    public static List<Dropped> dropped(Source source, Watched watched, Instant since) {
        return Inspection.dropped(source, watched, since);
    }

    /** When the newest entry of a watched unit was written; empty if there is none. */
    public static Optional<Instant> newest(Source source, Watched watched) {
        return Inspection.newest(source, watched);
    }

    /** The files that are read, but for other machines' beside this system's. */
    public static List<Path> files(Source source) {
        return new Opener(source).files();
    }

    /**
     * Reads mail logs in the given order, also ones packed by gzip. Their entries have no unit and
     * no owner, so neither can be asked for; of {@code watched} only the screen counts.
     *
     * @param zone of the times that name none
     * @param reference when the logs end at the latest; says which year a time without one is of
     */
    public static Journal mailLog(
            List<Path> files, Watched watched, Stretch stretch, ZoneId zone, Instant reference) {
        return new MailLog(files, watched.screen(), stretch, zone, reference);
    }
}
