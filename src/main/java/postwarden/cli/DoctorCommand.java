package postwarden.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import postwarden.config.Settings;
import postwarden.doctor.Diagnosis;
import postwarden.doctor.Doctor;
import postwarden.rules.Readers;

/** What is right, what is wrong, and what mends it. */
@Command(
        name = "doctor",
        description =
                "Look at all that guarding needs: what is right, what is wrong, and the command"
                        + " that mends it. Also names who could be banned by mistake: relays,"
                        + " proxies, addresses that several share, and monitoring (24 visits or"
                        + " more, in more than half of a day's hours, that wanted nothing). It"
                        + " changes nothing, and does not need the daemon. As root it sees"
                        + " everything, and tries what the service's user may do.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    /** What is printed. */
    private record Report(String health, String subject, String finding, String remedy) {
        static Report of(Diagnosis diagnosis) {
            return new Report(
                    diagnosis.health().name().toLowerCase(Locale.ROOT),
                    diagnosis.subject(),
                    diagnosis.finding(),
                    diagnosis.remedy().orElse(null));
        }
    }

    @Override
    public Integer call() {
        Settings settings = configuration.settings();
        List<Diagnosis> found =
                new Doctor(
                                settings,
                                configuration.file(),
                                Configuration.rules(Readers.TOOLS),
                                InstantSource.system())
                        .examine();
        List<Report> reports = found.stream().map(Report::of).toList();
        if (printer.isJson()) {
            printer.json(reports);
        } else {
            reports.forEach(report -> print(report, printer.out()));
        }
        boolean isWrong = found.stream().anyMatch(each -> each.health() == Diagnosis.Health.WRONG);
        return isWrong ? 1 : 0;
    }

    private static void print(Report report, PrintWriter out) {
        out.printf("%-9s %-9s %s%n", report.health(), report.subject(), report.finding());
        if (report.remedy() != null) {
            out.printf("%-20s-> %s%n", "", report.remedy());
        }
    }
}
