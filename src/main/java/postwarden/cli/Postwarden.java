package postwarden.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import postwarden.FirewallException;
import postwarden.JournalException;
import postwarden.LedgerException;
import postwarden.Refusal;

/** The program. Here every failure becomes one sentence on stderr and an exit code. */
@Command(
        name = "postwarden",
        description = "Guards a Postfix server: who fails twice in a day is shut out for a week.",
        subcommands = {
            RunCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            BansCommand.class,
            BanCommand.class,
            UnbanCommand.class,
            WhyCommand.class,
            RulesCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            ReloadCommand.class,
            LedgerCommand.class,
            ImportCommand.class,
            PrepareCommand.class,
        },
        mixinStandardHelpOptions = true,
        versionProvider = Postwarden.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:looked and found none",
            "64:usage",
            "65:a bad rule, line or address",
            "69:the daemon or the firewall is not there",
            "77:no permission",
            "78:a bad configuration"
        })
public final class Postwarden {
    /** sysexits.h: an error of this program's own. */
    private static final int SOFTWARE = 70;

    /** For picocli. */
    Postwarden() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = runOrExplain(out, err, arguments);
        out.flush();
        System.exit(code);
    }

    private static int runOrExplain(PrintWriter out, PrintWriter err, String... arguments) {
        try {
            return run(out, err, arguments);
        } catch (Error broken) {
            err.println("postwarden: " + broken);
            return SOFTWARE;
        }
    }

    /** The whole command line, for tests too. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commands = new CommandLine(new Postwarden());
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler(Postwarden::usage);
        commands.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    out.flush();
                    return explain(failure, err);
                });
        return commands.execute(arguments);
    }

    private static int usage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("postwarden: " + firstLine(mistake.getMessage()));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Refusal.Kind.USAGE.exitCode();
    }

    private static int explain(Exception failure, PrintWriter err) {
        err.println("postwarden: " + sentence(failure));
        return switch (failure) {
            case Refusal refusal -> refusal.kind().exitCode();
            case JournalException broken -> Refusal.Kind.UNAVAILABLE.exitCode();
            case LedgerException broken ->
                    (broken.isDamage() ? Refusal.Kind.BAD_CONFIGURATION : Refusal.Kind.UNAVAILABLE)
                            .exitCode();
            case FirewallException broken -> Refusal.Kind.UNAVAILABLE.exitCode();
            default -> SOFTWARE;
        };
    }

    private static String sentence(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Postwarden.class.getPackage().getImplementationVersion();
            return new String[] {"postwarden " + (version == null ? "(from classes)" : version)};
        }
    }
}
