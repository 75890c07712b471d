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
import postwarden.config.Settings;
import postwarden.journal.Stretch;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;

/** Judges history without touching anything. */
@Command(
        name = "replay",
        description = "Judge history: strikes by rule, and the bans that would be.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_BANS_SHOWN = 20;

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

    @Override
    public Integer call() {
        Stretch stretch = new Times(InstantSource.system()).stretch(since, until);
        Settings settings = configuration.settings();
        if (rules != null) {
            settings = settings.withRules(rules);
        }
        CompiledBook book = configuration.book(settings, Readers.TOOLS);
        Replay replay = new Replay(settings, book, place, stretch, Optional.ofNullable(user));
        ReplayReport report = replay.run(Progress.onTerminal());
        if (printer.isJson()) {
            printer.json(report);
        } else {
            print(report, printer.out());
        }
        return 0;
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
    }
}
