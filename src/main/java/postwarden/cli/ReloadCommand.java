package postwarden.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import postwarden.control.ControlClient;
import postwarden.control.ReloadReply;
import postwarden.control.Request;
import postwarden.daemon.Reports;

/** Rules and configuration anew. */
@Command(
        name = "reload",
        description = "Have the daemon take up changed rules and settings, checked first.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Option(names = "--drop", description = "Lift the bans of jails that are no longer there.")
    private boolean drop;

    @Override
    public Integer call() {
        ReloadReply reply =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Reload(drop), ReloadReply.class);
        if (printer.isJson()) {
            printer.json(reply);
        } else {
            print(reply);
        }
        return reply.taken() ? 0 : reply.refused().exitCode();
    }

    private void print(ReloadReply reply) {
        printer.out().println(reply.taken() ? Reports.reload(reply) : "nothing is taken up");
        reply.restart().forEach(name -> printer.out().println("takes a restart: " + name));
        reply.findings().forEach(printer.out()::println);
    }
}
