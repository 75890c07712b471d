package postwarden.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postwarden.Jail;
import postwarden.Refusal;
import postwarden.Rule;
import postwarden.config.Settings;
import postwarden.daemon.Saves;
import postwarden.rules.Problem;
import postwarden.rules.Readers;
import postwarden.rules.Reading;

/** Checks rule files. */
@Command(
        name = "check",
        description = "Compile rule files, lint them, and run their examples.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    /** Editors write in several steps. */
    private static final Duration SETTLED = Duration.ofMillis(150);

    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Rule files; default: those that the configuration enables.")
    private List<Path> files;

    @Option(
            names = "--watch",
            description = "Check again whenever a file is saved; Ctrl-C ends it.")
    private boolean watch;

    @Override
    public Integer call() {
        if (files != null) {
            return watch ? watch(files, Optional.empty()) : check(files, Optional.empty());
        }
        Settings settings = configuration.settings();
        List<Path> enabled = settings.rules().files();
        Optional<Path> ledger = Optional.of(settings.ledger().file());
        return watch ? watch(enabled, ledger) : check(enabled, ledger);
    }

    private int watch(List<Path> checked, Optional<Path> ledger) {
        try (Saves saves = new Saves(() -> checked, Instant.MAX)) {
            while (true) {
                check(checked, ledger);
                printer.out().println();
                printer.out().flush();
                saves.await(SETTLED);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the files cannot be watched", broken);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /**
     * @param ledger of the daemon that these files are for
     */
    private int check(List<Path> checked, Optional<Path> ledger) {
        Reading read = Configuration.rules(Readers.TOOLS).read(checked);
        Reading reading = ledger.map(file -> Idleness.asked(read, file)).orElse(read);
        if (printer.isJson()) {
            printer.json(RuleReport.of(reading));
        } else {
            print(reading);
        }
        return reading.book().isPresent() ? 0 : Refusal.Kind.BAD_INPUT.exitCode();
    }

    private void print(Reading reading) {
        reading.problems().forEach(problem -> printer.out().println(problem.picture()));
        if (reading.book().isEmpty()) {
            long errors = reading.problems().stream().filter(Problem::isError).count();
            printer.out().println(errors == 1 ? "1 error" : errors + " errors");
            return;
        }
        Table table =
                new Table()
                        .column("jail", 20)
                        .column("rule", 30)
                        .number("line")
                        .number("examples")
                        .number("harmless")
                        .number("findings");
        Map<String, Integer> findings = new HashMap<>();
        RuleReport.of(reading)
                .forEach(report -> findings.put(report.rule(), report.findings().size()));
        for (Jail jail : reading.book().get().jails()) {
            for (Rule rule : jail.rules()) {
                table.row(
                        jail.name(),
                        rule.name(),
                        rule.line(),
                        rule.examples(),
                        rule.harmless(),
                        findings.get(rule.name()));
            }
        }
        table.print(printer.out());
    }
}
