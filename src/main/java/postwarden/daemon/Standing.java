package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import postwarden.Ban;
import postwarden.Ledger;
import postwarden.LedgerException;
import postwarden.Storm;
import postwarden.Tally;
import postwarden.control.StatusReport;
import postwarden.engine.Warden;
import postwarden.friends.FriendWatch;

/** How the guard stands. The watch's thread only. */
final class Standing {
    private static final Comparator<Ban> BY_START =
            Comparator.comparing(Ban::start).thenComparing(Ban::offender);

    private static final Duration STORMS = Duration.ofDays(1);

    private final Watch watch;
    private final Warden warden;
    private final Ledger ledger;
    private final Follower reading;
    private final Enforcement enforcement;
    private final FriendWatch friends;
    private final Leaks leaks;
    private final Totals totals;
    private final Chores chores;
    private final Copies copies;
    private final Sight sight;
    private final LastRun lastRun;
    private final Recovery recovery;
    private final Reloads reloads;
    private final InstantSource clock;
    private final Instant since;

    Standing(
            Watch watch,
            Warden warden,
            Ledger ledger,
            Follower reading,
            Enforcement enforcement,
            FriendWatch friends,
            Leaks leaks,
            Totals totals,
            Chores chores,
            Copies copies,
            Sight sight,
            LastRun lastRun,
            Recovery recovery,
            Reloads reloads,
            InstantSource clock) {
        this.watch = watch;
        this.warden = warden;
        this.ledger = ledger;
        this.reading = reading;
        this.enforcement = enforcement;
        this.friends = friends;
        this.leaks = leaks;
        this.totals = totals;
        this.chores = chores;
        this.copies = copies;
        this.sight = sight;
        this.lastRun = lastRun;
        this.recovery = recovery;
        this.reloads = reloads;
        this.clock = clock;
        this.since = clock.instant();
    }

    List<Ban> bans() {
        Instant now = clock.instant();
        return warden.bans(now).sorted(BY_START).toList();
    }

    CompletableFuture<Integer> enforced() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        enforcement.whenCompared(answer::complete);
        return answer;
    }

    int lastEnforced() {
        return enforcement.lastEnforced();
    }

    StatusReport report(int enforcedNetworks) {
        Instant now = clock.instant();
        boolean troubled =
                reading.trouble().isPresent()
                        || watch.ledgerTrouble().isPresent()
                        || enforcement.trouble().isPresent()
                        || friends.current().held().isPresent();
        return new StatusReport(
                !troubled && enforcement.enforces() && chores.believesAnybody(),
                Reports.time(since),
                new StatusReport.Journal(
                        watch.lag(now).toMillis() / 1000.0,
                        totals.lastEntry().map(Reports::time).orElse(null)),
                totals.strikes(),
                new StatusReport.Bans(enforcement.expectedNetworks(now), enforcedNetworks),
                enforcement.firewallName(),
                totals.rules(),
                warnings());
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        add(warnings, "journal: ", reading.trouble());
        add(warnings, "", reading.gap());
        add(warnings, "", lastRun.warning());
        sight.warnings(clock.instant()).forEach(warning -> warnings.add(warning.sentence()));
        add(warnings, "ledger: ", watch.ledgerTrouble());
        add(warnings, "ledger: ", recovery.warning());
        add(warnings, "no copy of the ledger: ", copies.trouble());
        add(warnings, "firewall: ", enforcement.trouble());
        enforcement.firewallWarnings().forEach(warning -> warnings.add("firewall: " + warning));
        add(warnings, "", leaks.warning());
        add(warnings, "", friends.current().held());
        warnings.addAll(reloads.warnings());
        warnings.addAll(friends.current().warnings());
        chores.unknownUsers()
                .forEach(user -> warnings.add("no user '" + user + "' on this host (yet)"));
        if (!enforcement.enforces()) {
            warnings.add("firewall: none; bans are recorded and enforced by nobody");
        }
        chores.observing()
                .forEach(name -> warnings.add("'" + name + "' only observes: it bans nobody"));
        storms().forEach(storm -> warnings.add(sentence(storm)));
        Tally tally = totals.tally();
        count(warnings, tally.untrusted(), "entries without a unit were not judged");
        count(warnings, tally.damaged(), "entries could not be read");
        count(warnings, tally.cut(), "entries were longer than is judged, and cut");
        count(
                warnings,
                enforcement.healed(),
                "networks were put back into the kernel or taken out of it");
        return warnings;
    }

    /** Those of the last day that are not over. */
    private List<Storm> storms() {
        Instant now = clock.instant();
        try {
            return ledger.storms(now.minus(STORMS)).stream()
                    .filter(storm -> warden.isStorm(storm.kind(), now))
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
