package postwarden.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import postwarden.control.BanReport;
import postwarden.control.ControlClient;
import postwarden.control.Request;

/** Lists the bans. */
@Command(name = "bans", description = "List the bans in force.", mixinStandardHelpOptions = true)
final class BansCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Option(names = "--all", description = "Also those that are over or lifted.")
    private boolean all;

    @Override
    public Integer call() {
        BanReport[] bans =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Bans(all), BanReport[].class);
        if (printer.isJson()) {
            printer.json(bans);
        } else if (bans.length == 0) {
            printer.out().println("no bans");
        } else {
            print(List.of(bans), printer.out());
        }
        return bans.length == 0 ? 1 : 0;
    }

    static void print(List<BanReport> bans, PrintWriter out) {
        Table table = new Table().column("offender", 43).column("until", 25).text("reason", 48);
        for (BanReport ban : bans) {
            table.row(ban.offender(), ban.end(), ban.reason());
        }
        table.print(out);
    }
}
