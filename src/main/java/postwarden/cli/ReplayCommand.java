package postwarden.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import postwarden.cli.DifferenceReport.Bans;
import postwarden.cli.DifferenceReport.Side;
import postwarden.cli.Replay.Course;
import postwarden.cli.ReplayReport.Unmatched;
import postwarden.config.Settings;
import postwarden.daemon.Reports;
import postwarden.journal.Stretch;
import postwarden.rules.Readers;

/** Judges history without touching anything. */
@Command(
        name = "replay",
        description = "Judge history: strikes by rule, and the bans that would be.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_BANS_SHOWN = 20;
    private static final int MOST_SHAPES = 30;

    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "From then on: 2026-11-20, 2026-11-20T04:00+01:00, or 2d (ago).")
    private String since;

    @Option(names = "--until", paramLabel = "T", description = "Up to then.")
    private String until;

    @ArgGroup private Place place = new Place();

    /** One of these; none: this system's journal. */
    static final class Place {
        @Option(
                names = "--directory",
                paramLabel = "D",
                description = "A directory of journal files.")
        Path directory;

        @Option(names = "--file", paramLabel = "F", description = "A journal file; repeatable.")
        List<Path> files = new ArrayList<>();

        @Option(
                names = "--maillog",
                paramLabel = "F",
                description = "A mail log, plain or .gz; repeatable, in order.")
        List<Path> mailLogs = new ArrayList<>();

        boolean isNamed() {
            return directory != null || !files.isEmpty() || !mailLogs.isEmpty();
        }
    }

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The enabled rule files, but from this directory.")
    private Path rules;

    @Option(
            names = "--user",
            paramLabel = "UID",
            description = "Believe this owner's entries only.")
    private Integer user;

    @ArgGroup private View view = new View();

    /** One of these; none: strikes by rule, and the bans. */
    static final class View {
        @Option(
                names = "--against",
                paramLabel = "DIR",
                description = "The same history under the rule files of DIR: what would change.")
        Path against;

        @Option(
                names = "--matches",
                description = "Every strike, too; with --json a line each, before the report.")
        boolean matches;

        @Option(
                names = "--unmatched",
                description = "Entries that no rule decides about, too, by shape.")
        boolean unmatched;
    }

    @Override
    public Integer call() {
        Stretch stretch = new Times(InstantSource.system()).stretch(since, until);
        Settings settings = configuration.settings();
        if (rules != null) {
            settings = settings.withRules(rules);
        }
        Replay replay = new Replay(settings, place, stretch, Optional.ofNullable(user));
        Trial trial = replay.trial(configuration.book(settings, Readers.TOOLS));
        try (Interruption interruption = new Interruption()) {
            Course course =
                    view.against == null
                            ? alone(replay, trial, interruption)
                            : against(replay, trial, settings, interruption);
            if (!course.isWhole()) {
                note(course);
            }
            printer.out().flush();
            return course.isWhole() ? 0 : Interruption.EXIT_CODE;
        }
    }

    private Course alone(Replay replay, Trial trial, Interruption interruption) {
        Shapes shapes = new Shapes();
        Matches matches = new Matches(printer);
        Course course =
                replay.run(
                        List.of(trial),
                        view.unmatched,
                        (batch, turns) -> {
                            if (view.matches) {
                                matches.print(turns.getFirst());
                            }
                            if (view.unmatched) {
                                batch.entries().stream()
                                        .filter(trial::leavesOut)
                                        .forEach(
                                                entry ->
                                                        shapes.add(
                                                                entry.identifier(),
                                                                entry.message()));
                            }
                        },
                        view.matches ? Progress.none() : Progress.onTerminal(),
                        interruption::isAsked);
        ReplayReport report =
                ReplayReport.of(
                        course,
                        trial,
                        view.unmatched ? Optional.of(shapes.report()) : Optional.empty());
        if (printer.isJson()) {
            printer.json(report);
        } else {
            print(report, printer.out());
        }
        return course;
    }

    private Course against(
            Replay replay, Trial before, Settings settings, Interruption interruption) {
        Settings other = settings.withRules(view.against);
        Trial after = replay.trial(configuration.book(other, Readers.TOOLS));
        Difference difference = new Difference();
        Course course =
                replay.run(
                        List.of(before, after),
                        false,
                        (batch, turns) -> difference.add(turns.getFirst(), turns.getLast()),
                        Progress.onTerminal(),
                        interruption::isAsked);
        DifferenceReport report =
                DifferenceReport.of(
                        course,
                        Side.of(settings.rules().directory().toString(), before),
                        Side.of(other.rules().directory().toString(), after),
                        difference,
                        new Bans(
                                Difference.onlyIn(after.falls(), before.falls()),
                                Difference.onlyIn(before.falls(), after.falls())));
        if (printer.isJson()) {
            printer.json(report);
        } else {
            report.print(printer.out());
        }
        return course;
    }

    /** On stderr: with --json, the report says it by itself. */
    private void note(Course course) {
        String reached = course.reached().map(Reports::time).orElse("the beginning");
        printer.err().println("postwarden: interrupted; this is what there was up to " + reached);
    }

    static void print(ReplayReport report, PrintWriter out) {
        out.printf(
                "%,d entries in %.1f s: %,d strikes, %,d spared, %,d bans%n",
                report.entries(),
                report.seconds(),
                report.strikes(),
                report.spared(),
                report.bans().size());
        if (report.noBans().observed() > 0) {
            out.printf("%,d more would be bans but for observe%n", report.noBans().observed());
        }
        if (report.noBans().held() > 0) {
            out.printf("%,d bans held back in storms%n", report.noBans().held());
        }
        if (report.strikes() > 0) {
            Table rules = new Table().column("rule", 40).number("strikes");
            report.rules().entrySet().stream()
                    .filter(rule -> rule.getValue() > 0)
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .forEach(
                            rule ->
                                    rules.row(
                                            rule.getKey(), String.format("%,d", rule.getValue())));
            out.println();
            rules.print(out);
        }
        if (!report.bans().isEmpty()) {
            Table bans =
                    new Table().column("offender", 43).column("from", 25).column("last rule", 30);
            report.bans().stream()
                    .limit(MOST_BANS_SHOWN)
                    .forEach(ban -> bans.row(ban.offender(), ban.start(), ban.rule()));
            out.println();
            bans.print(out);
        }
        if (report.bans().size() > MOST_BANS_SHOWN) {
            out.printf("and %,d more; --json prints all%n", report.bans().size() - MOST_BANS_SHOWN);
        }
        if (report.unmatched() != null) {
            print(report.unmatched(), out);
        }
    }

    private static void print(Unmatched unmatched, PrintWriter out) {
        out.printf(
                "%n%,d entries that no rule decides about, in %,d shapes%n",
                unmatched.entries(), unmatched.shapes().size());
        for (ReplayReport.Shape shape : unmatched.shapes().stream().limit(MOST_SHAPES).toList()) {
            String text = Terminal.printable(shape.program() + ": " + shape.shape());
            out.printf("%,10d  %s%n", shape.count(), text);
            out.printf("%10s  %s%n", "", Terminal.printable(shape.example()));
        }
        if (unmatched.shapes().size() > MOST_SHAPES) {
            out.printf(
                    "and %,d shapes more; --json prints all%n",
                    unmatched.shapes().size() - MOST_SHAPES);
        }
        if (unmatched.unsorted() > 0) {
            out.printf(
                    "%,d entries of further shapes came after there were %,d%n",
                    unmatched.unsorted(), Shapes.MOST);
        }
    }
}
