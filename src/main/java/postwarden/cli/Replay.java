package postwarden.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import postwarden.Batch;
import postwarden.Friends;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Turn;
import postwarden.UnitGlob;
import postwarden.Watched;
import postwarden.cli.ReplayCommand.Place;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.friends.FriendWatch;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Stretch;
import postwarden.rules.CompiledBook;

/**
 * A stretch of history, read once for one rule book or several. Of a named place neither the owners
 * nor this host's own networks mean anything, so they are not asked.
 */
final class Replay {
    private static final int BATCH = 2048;

    private final Settings settings;
    private final Place place;
    private final Stretch stretch;
    private final Optional<Integer> user;

    /**
     * What came of reading.
     *
     * @param entries of the jails' units, before users and identifiers are asked
     * @param seconds from the first read to the last decision
     * @param isWhole false: it was interrupted
     * @param reached the time of the last entry read
     */
    record Course(long entries, double seconds, boolean isWhole, Optional<Instant> reached) {}

    /** Sees every batch, with what each trial made of it. */
    interface Observer {
        void judged(Batch batch, List<Turn> turns);
    }

    Replay(Settings settings, Place place, Stretch stretch, Optional<Integer> user) {
        this.settings = settings;
        this.place = place;
        this.stretch = stretch;
        this.user = user;
    }

    Trial trial(CompiledBook book) {
        Believed believed =
                user.map(number -> Believed.owner(book, number))
                        .orElseGet(
                                () ->
                                        place.isNamed()
                                                ? Believed.anyone(book)
                                                : Believed.here(book));
        return new Trial(book, believed, settings);
    }

    /**
     * @param isOpen every entry is shown, also one that no rule can match
     * @param interrupted asked between batches: true ends it
     */
    Course run(
            List<Trial> trials,
            boolean isOpen,
            Observer observer,
            Progress progress,
            BooleanSupplier interrupted) {
        Friends friends = friends();
        long entries = 0;
        Optional<Instant> reached = Optional.empty();
        boolean isWhole = false;
        Watched watched = watched(trials, isOpen);
        try (Journal journal = Journals.ahead(() -> open(watched))) {
            long start = System.nanoTime();
            while (!isWhole && !interrupted.getAsBoolean()) {
                Batch batch = journal.read(BATCH);
                observer.judged(
                        batch, trials.stream().map(trial -> trial.judge(batch, friends)).toList());
                entries += batch.tally().entries();
                Optional<Instant> before = reached;
                reached = batch.end().map(Position::time).or(() -> before);
                progress.at(entries, reached, journal.done());
                isWhole = batch.atTail();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            progress.end();
            return new Course(entries, seconds, isWhole, reached);
        }
    }

    /** What any of them watches. */
    private static Watched watched(List<Trial> trials, boolean isOpen) {
        if (trials.size() == 1 && !isOpen) {
            return trials.getFirst().believed().watched();
        }
        List<Watched> each = trials.stream().map(trial -> trial.believed().watched()).toList();
        List<UnitGlob> units = each.stream().flatMap(one -> one.units().stream()).toList();
        boolean everyone = each.stream().anyMatch(one -> one.owners().isEmpty());
        Set<Integer> owners = new HashSet<>();
        each.forEach(one -> one.owners().ifPresent(owners::addAll));
        Predicate<String> screen =
                each.stream().map(Watched::screen).reduce(message -> isOpen, Predicate::or);
        return new Watched(
                units,
                everyone ? Optional.empty() : Optional.of(owners),
                each.stream().anyMatch(Watched::asksOwners),
                screen);
    }

    private Friends friends() {
        Settings.Ignore ignore = settings.ignore();
        boolean here = !place.isNamed();
        FriendWatch.Sources sources =
                new FriendWatch.Sources(
                        ignore.addresses(),
                        here && ignore.self(),
                        here && ignore.mynetworks(),
                        here && ignore.sessions());
        try (FriendWatch watch = new FriendWatch(sources, Optional.empty())) {
            return watch.look().list();
        }
    }

    private Journal open(Watched watched) {
        if (!place.mailLogs.isEmpty()) {
            return Journals.mailLog(
                    place.mailLogs, watched, stretch, ZoneId.systemDefault(), Instant.now());
        }
        Source source =
                place.directory != null
                        ? new Source.Directory(place.directory)
                        : place.files.isEmpty()
                                ? new Source.ThisSystem()
                                : new Source.Files(place.files);
        return Journals.history(source, watched, stretch, false);
    }
}
