package postwarden.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import postwarden.Address;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Friends;
import postwarden.Jail;
import postwarden.Journal;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.RuleBook;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.daemon.Reports;
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

    private static final Comparator<Map.Entry<Offender, Conduct>> MOST_STRIKING_FIRST =
            Comparator.<Map.Entry<Offender, Conduct>>comparingInt(each -> -each.getValue().users())
                    .thenComparingInt(each -> -each.getValue().acts())
                    .thenComparing(Map.Entry::getKey);

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
        Stretch day = new Stretch(now.minus(DAY), Optional.of(now));
        long looked = 0;
        try (Journal journal =
                Journals.history(source, believed.watched().also(Act::mayBeIn), day, false)) {
            while (true) {
                Batch batch = journal.read(BATCH);
                batch.entries().forEach(entry -> note(entry, clients));
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

    private void note(Entry entry, Map<Offender, Conduct> clients) {
        List<Jail> jails = book.jails().stream().filter(jail -> believes(jail, entry)).toList();
        if (jails.isEmpty()) {
            return;
        }
        jails.stream()
                .flatMap(jail -> book.match(jail, entry).stream())
                .findFirst()
                .flatMap(match -> conduct(match.client(), clients))
                .ifPresent(Conduct::struck);
        Act.in(entry)
                .ifPresent(
                        act ->
                                conduct(act.client(), clients)
                                        .ifPresent(conduct -> conduct.did(act, hour(entry))));
    }

    private boolean believes(Jail jail, Entry entry) {
        return entry.unit().filter(jail::watches).isPresent()
                && believed.trust().believes(jail, entry.owner());
    }

    /** Empty for a friend. */
    private Optional<Conduct> conduct(Address client, Map<Offender, Conduct> clients) {
        Offender offender = settings.offender().offender(client, friends);
        return friends.overlapping(offender.network()).isPresent()
                ? Optional.empty()
                : Optional.of(clients.computeIfAbsent(offender, each -> new Conduct()));
    }

    private int hour(Entry entry) {
        return (int) Duration.between(now.minus(DAY), entry.time()).toHours();
    }

    private static List<Diagnosis> named(
            Map<Offender, Conduct> clients,
            Predicate<Conduct> those,
            Function<Conduct, String> what) {
        List<Map.Entry<Offender, Conduct>> all =
                clients.entrySet().stream()
                        .filter(each -> those.test(each.getValue()))
                        .sorted(MOST_STRIKING_FIRST)
                        .toList();
        List<Diagnosis> found = new ArrayList<>();
        for (Map.Entry<Offender, Conduct> each : all.subList(0, Math.min(all.size(), MOST_NAMED))) {
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
