package postwarden.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes over from others. */
@Command(
        name = "import",
        description = "Take over what another tool is configured to do.",
        subcommands = ImportFail2banCommand.class,
        mixinStandardHelpOptions = true)
final class ImportCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to import from: postwarden import fail2ban");
    }
}
