package postwarden.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.StatusReport;

/** Is it guarding? */
@Command(
        name = "status",
        description = "Is it guarding: journal, strikes, bans expected and enforced, warnings.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Override
    public Integer call() {
        StatusReport status =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Status(), StatusReport.class);
        if (printer.isJson()) {
            printer.json(status);
        } else {
            print(status, printer.out());
        }
        return status.guarding() ? 0 : 1;
    }

    static void print(StatusReport status, PrintWriter out) {
        String lag = String.format("%.1f s behind", status.journal().lagSeconds());
        line(out, "guarding", status.guarding() ? "yes" : "NO");
        line(out, "since", status.since());
        line(out, "last entry", status.journal().lastEntry());
        line(out, "journal", status.journal().lagSeconds() == 0 ? "at its end" : lag);
        line(out, "strikes", status.strikes());
        line(
                out,
                "bans",
                status.bans().expected() + " expected, " + status.bans().enforced() + " enforced");
        line(out, "firewall", status.firewall());
        if (status.rules().values().stream().anyMatch(count -> count > 0)) {
            Table rules = new Table().column("rule", 40).number("strikes");
            status.rules().entrySet().stream()
                    .filter(rule -> rule.getValue() > 0)
                    .forEach(rule -> rules.row(rule.getKey(), rule.getValue()));
            out.println();
            rules.print(out);
        }
        status.warnings().forEach(warning -> out.println("warning: " + warning));
    }

    private static void line(PrintWriter out, String name, Object value) {
        out.printf("%-12s%s%n", name, value == null ? "-" : value);
    }
}
