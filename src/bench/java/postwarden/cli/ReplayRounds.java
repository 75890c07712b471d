package postwarden.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postwarden.config.Settings;
import postwarden.journal.Stretch;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * The same replay again and again in one JVM: what is left once it is warm. Prints the seconds of
 * the last. Arguments: a directory of journal files, and how often.
 */
final class ReplayRounds {
    public static void main(String[] arguments) {
        CompiledBook book =
                new Rules(Readers.TOOLS, Optional.of(Path.of("target/cache")))
                        .load(List.of(Path.of("rules/postfix.groovy")));
        ReplayCommand.Place place = new ReplayCommand.Place();
        place.directory = Path.of(arguments[0]);
        double seconds = 0;
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            Replay replay = new Replay(Settings.defaults(), place, Stretch.ALL, Optional.empty());
            seconds =
                    replay.run(
                                    List.of(replay.trial(book)),
                                    false,
                                    (batch, turns) -> {},
                                    Progress.onTerminal(),
                                    () -> false)
                            .seconds();
        }
        System.out.println(seconds);
    }

    private ReplayRounds() {}
}
