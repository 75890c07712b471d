package postwarden.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.util.List;
import postwarden.Strike;
import postwarden.control.BanReport;
import postwarden.daemon.Reports;

/**
 * One stretch of history under two rule sets. What is null is not printed.
 *
 * @param entries of the units of either
 * @param partial true if it was interrupted
 * @param until then, the time of the last entry read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DifferenceReport(
        long entries,
        Side before,
        Side after,
        Strikes strikes,
        Bans bans,
        double seconds,
        Boolean partial,
        String until) {
    private static final int MOST_BANS_SHOWN = 20;

    /** One rule set. */
    record Side(String rules, long strikes, long spared, int bans) {
        static Side of(String rules, Trial trial) {
            return new Side(rules, trial.strikes(), trial.spared(), trial.falls().size());
        }
    }

    /**
     * Strikes of the one that are none of the other.
     *
     * @param moved strikes of both, by another rule or jail
     */
    record Strikes(List<Changed> gained, List<Changed> lost, List<Moved> moved) {}

    record Changed(String rule, String jail, long count, Example example) {}

    record Moved(String from, String to, long count, Example example) {}

    /** Bans of offenders whom the other bans at no time of it. */
    record Bans(List<BanChange> gained, List<BanChange> lost) {}

    record BanChange(
            String offender, String start, String end, String rule, String jail, Example example) {
        static BanChange of(Trial.Fall fall) {
            BanReport ban = Reports.ban(fall.ban());
            return new BanChange(
                    ban.offender(),
                    ban.start(),
                    ban.end(),
                    ban.rule(),
                    ban.jail(),
                    Example.of(fall.last()));
        }
    }

    record Example(String time, String offender, String message) {
        static Example of(Strike strike) {
            return new Example(
                    Reports.time(strike.time()), strike.offender().toString(), strike.message());
        }

        private String printable() {
            return Terminal.printable(message);
        }
    }

    static DifferenceReport of(
            Replay.Course course, Side before, Side after, Difference difference, Bans bans) {
        return new DifferenceReport(
                course.entries(),
                before,
                after,
                new Strikes(difference.gained(), difference.lost(), difference.moved()),
                bans,
                course.seconds(),
                ReplayReport.partial(course),
                ReplayReport.until(course));
    }

    void print(PrintWriter out) {
        out.printf("%,d entries in %.1f s%n%n", entries, seconds);
        new Table()
                .column("rules", 50)
                .number("strikes")
                .number("spared")
                .number("bans")
                .row(before.rules(), before.strikes(), before.spared(), before.bans())
                .row(after.rules(), after.strikes(), after.spared(), after.bans())
                .print(out);
        printStrikes("gained", strikes.gained(), out);
        printStrikes("lost", strikes.lost(), out);
        for (Moved each : strikes.moved()) {
            out.printf(
                    "%n%,d strikes of %s are %s's%n  %s%n",
                    each.count(), each.from(), each.to(), each.example().printable());
        }
        printBans("gained", bans.gained(), out);
        printBans("lost", bans.lost(), out);
    }

    private static void printStrikes(String what, List<Changed> changed, PrintWriter out) {
        for (Changed each : changed) {
            out.printf(
                    "%nstrikes %s: %,d of %s (jail %s)%n  %s%n",
                    what, each.count(), each.rule(), each.jail(), each.example().printable());
        }
    }

    private static void printBans(String what, List<BanChange> changed, PrintWriter out) {
        if (changed.isEmpty()) {
            return;
        }
        out.printf("%nbans %s: %,d%n", what, changed.size());
        changed.stream()
                .limit(MOST_BANS_SHOWN)
                .forEach(
                        ban ->
                                out.printf(
                                        "  %s from %s, by %s: %s%n",
                                        ban.offender(),
                                        ban.start(),
                                        ban.rule(),
                                        ban.example().printable()));
        if (changed.size() > MOST_BANS_SHOWN) {
            out.printf("  and %,d more; --json prints all%n", changed.size() - MOST_BANS_SHOWN);
        }
    }
}
