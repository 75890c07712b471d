package postwarden.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import postwarden.Refusal;
import postwarden.daemon.Reports;
import postwarden.ledger.Check;
import postwarden.ledger.Image;

/** Looks after the ledger's file, whether the daemon runs or not. */
@Command(
        name = "ledger",
        description = "Check the ledger, or back it up; the daemon may be running or not.",
        mixinStandardHelpOptions = true)
final class LedgerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(
            index = "0",
            paramLabel = "check|backup",
            description =
                    "check: whether all of it is whole. backup: write a copy of it, as it is at"
                            + " this moment, checked.")
    private String what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "The backup to check, in place of the daemon's ledger; or the file to write,"
                            + " which must not be there yet.")
    private Path file;

    /** What is printed. */
    private record Report(
            String file,
            long bytes,
            long strikes,
            long bans,
            @JsonProperty("last_entry") String lastEntry,
            List<String> damage) {
        static Report of(Check check) {
            return new Report(
                    check.file().toString(),
                    check.bytes(),
                    check.strikes(),
                    check.bans(),
                    check.reached().map(Reports::time).orElse(null),
                    check.damage());
        }
    }

    @Override
    public Integer call() {
        Path ledger = configuration.settings().ledger().file();
        Check check =
                switch (what) {
                    case "check" -> Check.of(file == null ? ledger : file);
                    case "backup" -> Image.backUp(ledger, target());
                    default ->
                            throw new ParameterException(
                                    spec.commandLine(),
                                    "'" + what + "' is neither check nor backup");
                };
        if (printer.isJson()) {
            printer.json(Report.of(check));
        } else {
            print(Report.of(check), printer.out());
        }
        return check.isGood() ? 0 : Refusal.Kind.BAD_CONFIGURATION.exitCode();
    }

    private Path target() {
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "backup wants the FILE to write");
        }
        return file;
    }

    private static void print(Report report, PrintWriter out) {
        line(out, "ledger", report.file());
        if (!report.damage().isEmpty()) {
            line(out, "damaged", "YES");
            report.damage().forEach(out::println);
            return;
        }
        line(out, "damaged", "no");
        line(out, "size", report.bytes() / 1024 + " KiB");
        line(out, "strikes", report.strikes());
        line(out, "bans", report.bans());
        line(out, "last entry", report.lastEntry() == null ? "-" : report.lastEntry());
    }

    private static void line(PrintWriter out, String name, Object value) {
        out.printf("%-12s%s%n", name, value);
    }
}
