package postwarden.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.control.BanReport;
import postwarden.daemon.Reports;

/**
 * What a stretch of history comes to. What is null is not printed.
 *
 * @param entries of the jails' units, before users and identifiers are asked
 * @param strikes unweighted, with those of the already banned, without the spared
 * @param rules strikes by rule; they add up to {@code strikes}
 * @param bans by start, then offender
 * @param seconds from the first read to the last decision
 * @param partial true if it was interrupted
 * @param until then, the time of the last entry read
 * @param unmatched if asked for, entries that no rule decides about
 * @param noBans for people only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayReport(
        long entries,
        long strikes,
        long spared,
        Map<String, Long> rules,
        List<WouldBan> bans,
        double seconds,
        Boolean partial,
        String until,
        Unmatched unmatched,
        @JsonIgnore NoBans noBans) {
    /**
     * Full windows that ban nobody.
     *
     * @param observed because their rule or jail only observes
     * @param held because of a storm
     */
    record NoBans(long observed, long held) {}

    /** A ban that would be; {@code rule} is that of its last strike. */
    record WouldBan(String offender, String start, String end, String rule, String jail) {
        static WouldBan of(Trial.Fall fall) {
            BanReport ban = Reports.ban(fall.ban());
            return new WouldBan(ban.offender(), ban.start(), ban.end(), ban.rule(), ban.jail());
        }
    }

    /**
     * Entries by shape.
     *
     * @param entries all of them
     * @param shapes the most frequent first
     * @param unsorted how many entries came after there were too many shapes, and had none of these
     */
    record Unmatched(long entries, List<Shape> shapes, long unsorted) {}

    /** Entries alike. */
    record Shape(long count, String program, String shape, String example) {}

    static ReplayReport of(Replay.Course course, Trial trial, Optional<Unmatched> unmatched) {
        return new ReplayReport(
                course.entries(),
                trial.strikes(),
                trial.spared(),
                trial.rules(),
                trial.falls().stream().map(WouldBan::of).toList(),
                course.seconds(),
                partial(course),
                until(course),
                unmatched.orElse(null),
                new NoBans(trial.observed(), trial.held()));
    }

    static Boolean partial(Replay.Course course) {
        return course.isWhole() ? null : Boolean.TRUE;
    }

    static String until(Replay.Course course) {
        return course.isWhole() ? null : course.reached().map(Reports::time).orElse(null);
    }
}
