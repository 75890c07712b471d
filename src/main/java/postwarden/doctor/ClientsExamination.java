package postwarden.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import postwarden.Batch;
import postwarden.Friends;
import postwarden.Journal;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.RuleBook;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.daemon.Reports;
import postwarden.engine.Warden;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Stretch;

/**
 * Who could be banned by mistake, by what Postfix logged within a day: addresses that several
 * people share, and monitoring. Friends are left out.
 *
 * @param most entries looked at: some seconds of reading, and what they tell fits into memory
 */
record ClientsExamination(
        Source source,
        RuleBook book,
        Believed believed,
        Settings settings,
        Friends friends,
        Instant now,
        long most)
        implements Examination {
    static final long MOST_ENTRIES = 1_000_000;

    private static final String SUBJECT = "mistakes";
    private static final int MOST_NAMED = 10;
    private static final int BATCH = 2048;
    private static final Duration DAY = Duration.ofDays(1);

    private static final Comparator<Entry<Offender, Conduct>> MOST_STRIKING_FIRST =
            Comparator.<Entry<Offender, Conduct>>comparingInt(each -> -each.getValue().users())
                    .thenComparingInt(each -> -each.getValue().acts())
                    .thenComparing(Entry::getKey);

    @Override
    public List<Diagnosis> look() {
        Map<Offender, Conduct> clients = new HashMap<>();
        Optional<Instant> reached;
        try {
            reached = read(clients);
        } catch (Refusal unreadable) {
            return List.of(); // the journal's own examination says why
        }
        List<Diagnosis> found = new ArrayList<>();
        found.addAll(named(clients, Conduct::isShared, Conduct::sharing));
        found.addAll(named(clients, Conduct::isProbe, Conduct::probing));
        if (found.isEmpty()) {
            found.add(
                    Diagnosis.ok(
                            SUBJECT,
                            "whoever was struck within a day has no users here, and nobody looks"
                                    + " like monitoring"));
        }
        reached.ifPresent(time -> found.add(Diagnosis.ok(SUBJECT, onlyUpTo(time))));
        return found;
    }

    /** Up to when it looked, if that is not all of the day. */
    private Optional<Instant> read(Map<Offender, Conduct> clients) {
        Warden warden =
                new Warden(
                        book,
                        believed.trust(),
                        settings.offender(),
                        settings.storm(),
                        Optional.empty(),
                        0);
        Stretch day = new Stretch(now.minus(DAY), Optional.of(now));
        long looked = 0;
        try (Journal journal =
                Journals.history(source, believed.watched().also(Act::mayBeIn), day, false)) {
            while (true) {
                Batch batch = journal.read(BATCH);
                note(batch, warden, clients);
                looked += batch.tally().entries();
                if (batch.atTail()) {
                    return Optional.empty();
                }
                if (looked >= most) {
                    return batch.end().map(Position::time);
                }
            }
        }
    }

    private void note(Batch batch, Warden warden, Map<Offender, Conduct> clients) {
        for (Judgement judgement : warden.judge(batch, friends).judgements()) {
            if (!(judgement.verdict() instanceof Verdict.Spared)) {
                conduct(clients, judgement.strike().offender()).struck();
            }
        }
        warden.accept();
        batch.entries().stream()
                .filter(warden::believes)
                .forEach(
                        entry ->
                                Act.in(entry)
                                        .ifPresent(act -> note(act, hour(entry.time()), clients)));
    }

    private void note(Act act, int hour, Map<Offender, Conduct> clients) {
        Offender offender = settings.offender().offender(act.client(), friends);
        if (friends.overlapping(offender.network()).isEmpty()) {
            conduct(clients, offender).did(act, hour);
        }
    }

    private static Conduct conduct(Map<Offender, Conduct> clients, Offender offender) {
        return clients.computeIfAbsent(offender, each -> new Conduct());
    }

    private int hour(Instant time) {
        return (int) Duration.between(now.minus(DAY), time).toHours();
    }

    private static List<Diagnosis> named(
            Map<Offender, Conduct> clients,
            Predicate<Conduct> those,
            Function<Conduct, String> what) {
        List<Entry<Offender, Conduct>> all =
                clients.entrySet().stream()
                        .filter(each -> those.test(each.getValue()))
                        .sorted(MOST_STRIKING_FIRST)
                        .toList();
        List<Diagnosis> found = new ArrayList<>();
        for (Entry<Offender, Conduct> each : all.subList(0, Math.min(all.size(), MOST_NAMED))) {
            found.add(
                    Diagnosis.doubtful(
                            SUBJECT,
                            each.getKey() + " " + what.apply(each.getValue()),
                            "ignore.addresses = [\"" + each.getKey() + "\"]"));
        }
        if (all.size() > MOST_NAMED) {
            found.add(
                    Diagnosis.doubtful(
                            SUBJECT,
                            "and " + (all.size() - MOST_NAMED) + " more like these",
                            "postwarden replay --since 1d"));
        }
        return found;
    }

    private String onlyUpTo(Instant time) {
        return "of a day's entries the first "
                + most
                + " were looked at, up to "
                + Reports.time(time);
    }
}
