package postwarden.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postwarden.UnitGlob;
import postwarden.Watched;
import postwarden.daemon.Reports;
import postwarden.journal.Dropped;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Stretch;

/** Whether the journal can be read, and holds what Postfix logs: all of it, at its time. */
record JournalExamination(Source source, Watched watched, Instant now) implements Examination {
    private static final String SUBJECT = "journal";
    private static final Path PERSISTENT = Path.of("/var/log/journal");
    private static final Duration SILENCE = Duration.ofHours(6);
    private static final Duration AHEAD = Duration.ofSeconds(5);
    private static final Duration PAST = Duration.ofDays(1);

    @Override
    public List<Diagnosis> look() {
        Stretch nothing = new Stretch(now, Optional.of(now));
        Journals.history(source, watched, nothing, false).close(); // or it says why not
        List<Diagnosis> found = new ArrayList<>();
        found.add(Diagnosis.ok(SUBJECT, "it can be read here"));
        found.add(Journals.newest(source, watched).map(this::newest).orElseGet(this::none));
        found.addAll(dropped());
        if (source instanceof Source.ThisSystem && !Files.isDirectory(PERSISTENT)) {
            found.add(
                    Diagnosis.doubtful(
                            SUBJECT,
                            "it is kept in memory: what a reboot finds unread is lost",
                            "mkdir -p /var/log/journal && journalctl --flush"));
        }
        return found;
    }

    private Diagnosis newest(Instant newest) {
        String entry = "the newest entry of " + units() + " is of " + Reports.time(newest);
        if (newest.isAfter(now.plus(AHEAD))) {
            return Diagnosis.wrong(
                    SUBJECT, entry + ", which is yet to come", "timedatectl set-ntp true");
        }
        return newest.isBefore(now.minus(SILENCE))
                ? Diagnosis.doubtful(
                        SUBJECT, entry + ": nothing for hours", "systemctl status 'postfix*'")
                : Diagnosis.ok(SUBJECT, entry);
    }

    private Diagnosis none() {
        return Diagnosis.wrong(
                SUBJECT,
                "it holds no entry of " + units(),
                "systemctl status 'postfix*' (and name its unit in the rule file)");
    }

    private List<Diagnosis> dropped() {
        List<Dropped> all = Journals.dropped(source, watched, now.minus(PAST));
        if (all.isEmpty()) {
            return List.of(Diagnosis.ok(SUBJECT, "journald dropped nothing for a day"));
        }
        return all.stream()
                .map(
                        unit ->
                                Diagnosis.wrong(
                                        SUBJECT,
                                        "journald dropped "
                                                + unit.entries()
                                                + " entries of "
                                                + unit.unit()
                                                + " within a day, by its rate limit",
                                        "systemctl edit "
                                                + unit.unit()
                                                + " (LogRateLimitIntervalSec=0 in [Service])"))
                .toList();
    }

    private String units() {
        return watched.units().stream()
                .map(UnitGlob::text)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
