package postwarden.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import postwarden.control.BanReport;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.WhyReport;

/** The reason for a ban. */
@Command(
        name = "why",
        description = "Show an offender's bans and strikes, with the entries that caused them.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(paramLabel = "ADDR", description = "An address or a network.")
    private String address;

    @Override
    public Integer call() {
        WhyReport why =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Why(address), WhyReport.class);
        if (printer.isJson()) {
            printer.json(why);
        } else {
            print(why, printer.out());
        }
        return why.bans().isEmpty() && why.strikes().isEmpty() ? 1 : 0;
    }

    static void print(WhyReport why, PrintWriter out) {
        if (why.bans().isEmpty() && why.strikes().isEmpty()) {
            out.println(why.offender() + ": nothing is known");
            return;
        }
        out.println(
                why.ban() == null
                        ? why.offender() + " is not banned"
                        : why.offender() + " is banned until " + why.ban().end());
        for (BanReport ban : why.bans()) {
            out.println();
            out.println("ban from " + ban.start() + " to " + ban.end());
            out.println("  " + ban.reason());
        }
        for (WhyReport.StrikeReport strike : why.strikes()) {
            out.println();
            out.println(
                    "strike at "
                            + strike.time()
                            + "  "
                            + strike.rule()
                            + "  ("
                            + strike.verdict()
                            + ")");
            out.println("  " + strike.message());
        }
    }
}
