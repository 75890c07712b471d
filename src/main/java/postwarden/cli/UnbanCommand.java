package postwarden.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import postwarden.control.BanReply;
import postwarden.control.ControlClient;
import postwarden.control.Request;

/** Lifts bans. */
@Command(
        name = "unban",
        description = "Lift the bans of addresses or networks, and forget their strikes.",
        mixinStandardHelpOptions = true)
final class UnbanCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(
            arity = "1..*",
            paramLabel = "ADDR",
            description = "Addresses or networks; a bare IPv6 address means its /64.")
    private List<String> addresses;

    @Override
    public Integer call() {
        BanReply reply =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Unban(addresses), BanReply.class);
        boolean none = reply.offenders().isEmpty();
        if (printer.isJson()) {
            printer.json(reply);
            return none ? 1 : 0;
        }
        reply.notes().forEach(note -> printer.out().println("note: " + note));
        reply.offenders().forEach(offender -> printer.out().println("unbanned " + offender));
        if (none) {
            printer.out().println("no ban was in force");
        }
        return none ? 1 : 0;
    }
}
