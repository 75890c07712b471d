package postwarden.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import postwarden.Refusal;
import postwarden.fail2ban.Counts;
import postwarden.fail2ban.Fail2banImport;
import postwarden.fail2ban.ImportedJail;
import postwarden.fail2ban.Linter;
import postwarden.ledger.Fail2banDatabase;
import postwarden.rules.PatternLint;

/** Takes over from fail2ban: jails and filters as rule files, and the bans it holds. */
@Command(
        name = "import",
        description = "Write rule files out of fail2ban's jails and filters; take over its bans.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final String FAIL2BAN = "fail2ban";
    private static final String DATABASE = "/var/lib/fail2ban/fail2ban.sqlite3";
    private static final Path STDOUT = Path.of("-");

    @Spec private CommandSpec spec;
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(index = "0", paramLabel = "TOOL", description = "What to take over: fail2ban.")
    private String tool;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR|FILE",
            description =
                    "fail2ban's directory, /etc/fail2ban: its enabled jails; or one filter's file.")
    private Path source;

    @Option(
            names = "--jail",
            paramLabel = "NAME",
            description = "This jail of the directory, enabled or not. May be said more than once.")
    private List<String> jails = List.of();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A parameter for a filter's file, such as mode=aggressive.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write one file for each jail there; default: -, standard output.")
    private Path output = STDOUT;

    @Option(names = "--force", description = "Overwrite files in --output; ban friends, too.")
    private boolean force;

    @Option(
            names = "--bans",
            arity = "0..1",
            fallbackValue = DATABASE,
            paramLabel = "FILE",
            description = "Have the daemon ban whom fail2ban holds; default: ${FALLBACK-VALUE}.")
    private Path bans;

    /** What became of one jail, as JSON. */
    record JailReport(String jail, String filter, String file, Counts counts, String text) {}

    /** All of it, as JSON; {@code bans} is null if they were not asked for. */
    record ImportReport(List<JailReport> jails, TakenBans.Report bans) {}

    @Override
    public Integer call() {
        if (!tool.equals(FAIL2BAN)) {
            throw new ParameterException(
                    spec.commandLine(), "'" + tool + "' cannot be imported; fail2ban can");
        }
        if (source == null && bans == null) {
            throw new ParameterException(
                    spec.commandLine(), "name fail2ban's directory or a filter's file, or --bans");
        }
        List<ImportedJail> imported = source == null ? List.of() : imported();
        List<JailReport> reports = imported.stream().map(this::written).toList();
        Optional<TakenBans.Report> taken =
                Optional.ofNullable(bans)
                        .map(
                                file ->
                                        new TakenBans(configuration.settings(), force)
                                                .take(
                                                        new Fail2banDatabase(file)
                                                                .bans(Instant.now())));
        if (printer.isJson()) {
            printer.json(new ImportReport(reports, taken.orElse(null)));
        } else {
            reports.forEach(this::say);
            taken.ifPresent(report -> report.lines().forEach(this::say));
        }
        return 0;
    }

    private List<ImportedJail> imported() {
        Fail2banImport reader = new Fail2banImport(linter());
        if (Files.isDirectory(source)) {
            if (!parameters.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "--set is for a filter's file; a jail says it itself");
            }
            return reader.jails(source, jails);
        }
        if (!jails.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--jail is for a directory, and " + source + " is none");
        }
        return List.of(reader.filter(source, parameters));
    }

    private JailReport written(ImportedJail jail) {
        if (output.equals(STDOUT)) {
            if (!printer.isJson()) {
                printer.out().print(jail.text());
            }
            return new JailReport(jail.jail(), jail.filter(), null, jail.counts(), jail.text());
        }
        Path file = output.resolve(jail.name() + ".groovy");
        write(file, jail.text());
        return new JailReport(jail.jail(), jail.filter(), file.toString(), jail.counts(), null);
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(output);
            Files.writeString(
                    file,
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.WRITE,
                    force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (FileAlreadyExistsException there) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT, file + ": is there already; --force overwrites it");
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    file + ": cannot be written: " + broken.getClass().getSimpleName());
        }
    }

    /** On stderr where stdout is the rule file. */
    private void say(JailReport report) {
        Counts counts = report.counts();
        say(
                String.format(
                        "%s%s: %d of %d failregexes taken over%s%s; %d ignoreregexes%s; %d places"
                                + " to look at",
                        report.file() == null ? "" : report.file() + ": ",
                        report.filter(),
                        counts.whole(),
                        counts.failregexes(),
                        counts.partly() == 0 ? "" : ", " + counts.partly() + " in part",
                        counts.left() == 0 ? "" : ", " + counts.left() + " not",
                        counts.ignoresTaken() + counts.ignoresLeft(),
                        counts.ignoresLeft() == 0
                                ? ""
                                : " (" + counts.ignoresLeft() + " not taken over)",
                        counts.looks()));
    }

    private void say(String line) {
        if (output.equals(STDOUT) && source != null) {
            spec.commandLine().getErr().println(line);
        } else {
            printer.out().println(line);
        }
    }

    static Linter linter() {
        return new Linter() {
            @Override
            public Optional<Objection> match(String pattern) {
                return PatternLint.match(pattern).map(ImportCommand::objection);
            }

            @Override
            public Optional<Objection> ignore(String pattern) {
                return PatternLint.ignore(pattern).map(ImportCommand::objection);
            }

            @Override
            public Optional<Objection> ignore(String pattern, String part, String refused) {
                return PatternLint.ignore(pattern, part, refused).map(ImportCommand::objection);
            }

            @Override
            public boolean fits(String pattern, String entry) {
                return PatternLint.fits(pattern, entry);
            }
        };
    }

    private static Linter.Objection objection(PatternLint.Objection found) {
        return new Linter.Objection(found.finding(), found.sentence());
    }
}
