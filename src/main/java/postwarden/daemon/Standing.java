package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import postwarden.Ban;
import postwarden.Ends;
import postwarden.LedgerException;
import postwarden.Storm;
import postwarden.Tally;
import postwarden.control.StatusReport;

/** How the guard stands. The watch's thread only. */
final class Standing {
    private static final Comparator<Ban> BY_START =
            Comparator.comparing(Ban::start).thenComparing(Ban::offender);

    private static final Duration STORMS = Duration.ofDays(1);

    private final Parts parts;
    private final Watch watch;
    private final Chores chores;
    private final LastRun lastRun;
    private final Recovery recovery;
    private final Reloads reloads;
    private final Instant since;

    Standing(
            Parts parts,
            Watch watch,
            Chores chores,
            Reloads reloads,
            LastRun lastRun,
            Recovery recovery) {
        this.parts = parts;
        this.watch = watch;
        this.chores = chores;
        this.reloads = reloads;
        this.lastRun = lastRun;
        this.recovery = recovery;
        this.since = parts.clock().instant();
    }

    List<Ban> bans() {
        Instant now = parts.clock().instant();
        return parts.warden().bans(now).sorted(BY_START).toList();
    }

    CompletableFuture<Integer> enforced() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        parts.enforcement().whenCompared(answer::complete);
        return answer;
    }

    Supplier<Ends> expected() {
        return parts.enforcement().expected(parts.clock().instant());
    }

    int lastEnforced() {
        return parts.enforcement().lastEnforced();
    }

    StatusReport report(StatusReport.Bans bans) {
        Instant now = parts.clock().instant();
        boolean troubled =
                parts.reading().trouble().isPresent()
                        || watch.ledgerTrouble().isPresent()
                        || parts.enforcement().trouble().isPresent()
                        || parts.friends().current().held().isPresent();
        return new StatusReport(
                !troubled && parts.enforcement().enforces() && chores.believesAnybody(),
                Reports.time(since),
                new StatusReport.Journal(
                        watch.lag(now).toMillis() / 1000.0,
                        parts.totals().lastEntry().map(Reports::time).orElse(null)),
                parts.totals().strikes(),
                bans,
                parts.enforcement().firewallName(),
                parts.totals().rules(),
                warnings());
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        add(warnings, "journal: ", parts.reading().trouble());
        add(warnings, "", parts.reading().gap());
        add(warnings, "", lastRun.warning());
        parts.sight()
                .warnings(parts.clock().instant())
                .forEach(warning -> warnings.add(warning.sentence()));
        add(warnings, "ledger: ", watch.ledgerTrouble());
        add(warnings, "ledger: ", recovery.warning());
        add(warnings, "no copy of the ledger: ", parts.copies().trouble());
        add(warnings, "firewall: ", parts.enforcement().trouble());
        parts.enforcement()
                .firewallWarnings()
                .forEach(warning -> warnings.add("firewall: " + warning));
        add(warnings, "", parts.leaks().warning());
        add(warnings, "", parts.friends().current().held());
        warnings.addAll(reloads.warnings());
        warnings.addAll(parts.friends().current().warnings());
        chores.unknownUsers()
                .forEach(user -> warnings.add("no user '" + user + "' on this host (yet)"));
        if (!parts.enforcement().enforces()) {
            warnings.add("firewall: none; bans are recorded and enforced by nobody");
        }
        chores.observing()
                .forEach(name -> warnings.add("'" + name + "' only observes: it bans nobody"));
        storms().forEach(storm -> warnings.add(sentence(storm)));
        Tally tally = parts.totals().tally();
        count(warnings, tally.untrusted(), "entries without a unit were not judged");
        count(warnings, tally.damaged(), "entries were damaged");
        count(warnings, tally.cut(), "entries were longer than is judged, and cut");
        count(
                warnings,
                parts.enforcement().healed(),
                "networks were put back into the kernel or taken out of it");
        return warnings;
    }

    /** Those of the last day that are not over. */
    private List<Storm> storms() {
        Instant now = parts.clock().instant();
        try {
            return parts.ledger().storms(now.minus(STORMS)).stream()
                    .filter(storm -> parts.warden().isStorm(storm.kind(), now))
                    .toList();
        } catch (LedgerException broken) {
            return List.of(); // the watch says so
        }
    }

    private static String sentence(Storm storm) {
        return "storm of "
                + storm.kind()
                + " since "
                + Reports.time(storm.since())
                + ": strikes of more offenders than is plausible; "
                + storm.held()
                + (storm.held() == 1 ? " ban is" : " bans are")
                + " held back. Is it this server's own fault (resolver, blocklist, relay settings)?";
    }

    private static void add(List<String> warnings, String what, Optional<String> trouble) {
        trouble.ifPresent(sentence -> warnings.add(what + sentence));
    }

    private static void count(List<String> warnings, long number, String what) {
        if (number > 0) {
            warnings.add(number + " " + what);
        }
    }
}
