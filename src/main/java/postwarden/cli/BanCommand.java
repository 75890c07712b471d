package postwarden.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postwarden.control.BanReply;
import postwarden.control.ControlClient;
import postwarden.control.Request;

/** Bans by hand. */
@Command(
        name = "ban",
        description = "Ban an address or a network by hand.",
        mixinStandardHelpOptions = true)
final class BanCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Parameters(
            paramLabel = "ADDR",
            description = "An address or a network; a bare IPv6 address means its /64.")
    private String address;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, such as 12h or 30d; default: the jail's banTime.")
    private String duration;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown by bans and why.")
    private String reason;

    @Option(
            names = "--force",
            description = "Although it holds a friend; then it stays, whoever becomes one.")
    private boolean force;

    @Override
    public Integer call() {
        BanReply reply =
                new ControlClient(configuration.settings().control().socket())
                        .ask(new Request.Ban(address, duration, reason, force), BanReply.class);
        if (printer.isJson()) {
            printer.json(reply);
            return 0;
        }
        reply.notes().forEach(note -> printer.out().println("note: " + note));
        reply.offenders().forEach(offender -> printer.out().println("banned " + offender));
        return 0;
    }
}
