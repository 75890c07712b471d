package postwarden.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import postwarden.Jail;
import postwarden.Rule;
import postwarden.config.Settings;
import postwarden.rules.Readers;

/** Lists the rules. */
@Command(
        name = "rules",
        description = "List the rules that are enabled.",
        mixinStandardHelpOptions = true)
final class RulesCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Override
    public Integer call() {
        Settings settings = configuration.settings();
        if (printer.isJson()) {
            printer.json(
                    RuleReport.of(
                            Configuration.rules(Readers.TOOLS).read(settings.rules().files())));
            return 0;
        }
        Table table = new Table().column("jail", 12).column("rule", 24).text("about", 60);
        for (Jail jail : configuration.book(settings, Readers.TOOLS).jails()) {
            for (Rule rule : jail.rules()) {
                table.row(jail.name(), rule.name(), rule.about());
            }
        }
        table.print(printer.out());
        return 0;
    }
}
