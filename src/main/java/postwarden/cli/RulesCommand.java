package postwarden.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import postwarden.Jail;
import postwarden.Rule;
import postwarden.Terms;
import postwarden.TimeSpan;
import postwarden.config.Settings;
import postwarden.rules.Readers;
import postwarden.rules.Reading;

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
        Reading read = Configuration.rules(Readers.TOOLS).read(settings.rules().files());
        Reading reading = Idleness.asked(read, settings.ledger().file());
        if (printer.isJson()) {
            printer.json(RuleReport.of(reading));
            return 0;
        }
        Table table =
                new Table()
                        .column("jail", 12)
                        .column("rule", 24)
                        .column("bans", 14)
                        .text("about", 60);
        for (Jail jail : configuration.book(settings, Readers.TOOLS).jails()) {
            for (Rule rule : jail.rules()) {
                table.row(jail.name(), rule.name(), bans(rule.terms()), rule.about());
            }
        }
        table.print(printer.out());
        reading.problems().stream()
                .filter(problem -> problem.finding().equals(Optional.of("idle")))
                .forEach(printer.out()::println);
        return 0;
    }

    /** {@code 2 in 1d, 7d}: how many strikes, and for how long. */
    private static String bans(Terms terms) {
        return terms.observed()
                ? "observed"
                : terms.policy().maxRetry()
                        + " in "
                        + TimeSpan.format(terms.policy().findTime())
                        + ", "
                        + TimeSpan.format(terms.policy().banTime().first());
    }
}
