package postwarden.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Friends;
import postwarden.Journal;
import postwarden.Position;
import postwarden.RuleBook;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.cli.ReplayCommand.Place;
import postwarden.config.Settings;
import postwarden.control.BanReport;
import postwarden.daemon.Believed;
import postwarden.daemon.Reports;
import postwarden.engine.Warden;
import postwarden.friends.FriendWatch;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Stretch;

/**
 * The engine over a stretch of history, windows and bans empty at the start. Of a named place
 * neither the owners nor this host's own networks mean anything, so they are not asked.
 */
final class Replay {
    private static final int BATCH = 2048;

    private final Settings settings;
    private final RuleBook book;
    private final Place place;
    private final Stretch stretch;
    private final Believed believed;
    private final TreeMap<String, Long> rules = new TreeMap<>();
    private final List<Ban> bans = new ArrayList<>();
    private long entries;
    private long strikes;
    private long spared;
    private long wouldBeBans;
    private long heldBans;

    Replay(Settings settings, RuleBook book, Place place, Stretch stretch, Optional<Integer> user) {
        this.settings = settings;
        this.book = book;
        this.place = place;
        this.stretch = stretch;
        this.believed =
                user.map(number -> Believed.owner(book, number))
                        .orElseGet(
                                () ->
                                        place.isNamed()
                                                ? Believed.anyone(book)
                                                : Believed.here(book));
        book.jails().forEach(jail -> jail.rules().forEach(rule -> rules.put(rule.name(), 0L)));
    }

    ReplayReport run(Progress progress) {
        Friends friends = friends();
        Warden warden =
                new Warden(
                        book,
                        believed.trust(),
                        settings.offender(),
                        settings.storm(),
                        Optional.empty(),
                        0);
        try (Journal journal = open()) {
            long start = System.nanoTime();
            Batch batch;
            do {
                batch = journal.read(BATCH);
                Turn turn = warden.judge(batch, friends);
                warden.accept();
                entries += batch.tally().entries();
                turn.judgements().forEach(this::count);
                Optional<Instant> time = batch.end().map(Position::time);
                time.ifPresent(at -> progress.at(entries, at));
            } while (!batch.atTail());
            double seconds = (System.nanoTime() - start) / 1e9;
            progress.end();
            return report(seconds);
        }
    }

    private void count(Judgement judgement) {
        if (judgement.verdict() instanceof Verdict.Spared) {
            spared++;
            return;
        }
        strikes++;
        rules.merge(judgement.strike().rule(), 1L, Long::sum);
        switch (judgement.verdict()) {
            case Verdict.Banned banned -> bans.addAll(banned.bans());
            case Verdict.Observed observed -> wouldBeBans += observed.would().isPresent() ? 1 : 0;
            case Verdict.Held held -> heldBans += held.fills() ? 1 : 0;
            case Verdict.Spared spared -> {}
            case Verdict.AlreadyBanned known -> {}
            case Verdict.Counted counted -> {}
        }
    }

    private ReplayReport report(double seconds) {
        List<ReplayReport.WouldBan> would =
                bans.stream()
                        .sorted(Comparator.comparing(Ban::start).thenComparing(Ban::offender))
                        .map(Reports::ban)
                        .map(Replay::wouldBan)
                        .toList();
        return new ReplayReport(
                entries,
                strikes,
                spared,
                rules,
                would,
                seconds,
                new ReplayReport.NoBans(wouldBeBans, heldBans));
    }

    private static ReplayReport.WouldBan wouldBan(BanReport ban) {
        return new ReplayReport.WouldBan(
                ban.offender(), ban.start(), ban.end(), ban.rule(), ban.jail());
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

    private Journal open() {
        if (!place.mailLogs.isEmpty()) {
            return Journals.mailLog(
                    place.mailLogs,
                    believed.watched(),
                    stretch,
                    ZoneId.systemDefault(),
                    Instant.now());
        }
        Source source =
                place.directory != null
                        ? new Source.Directory(place.directory)
                        : place.files.isEmpty()
                                ? new Source.ThisSystem()
                                : new Source.Files(place.files);
        return Journals.history(source, believed.watched(), stretch, false);
    }
}
