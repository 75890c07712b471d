package postwarden.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import postwarden.config.Settings;
import postwarden.rules.Readers;

/**
 * Makes what every start needs before it is needed: rules compiled into the cache, and, by the
 * launcher that watches what this JVM loads, archives of classes. For packages; whoever has changed
 * the JVM by hand may call it, too.
 */
@Command(
        name = "prepare",
        hidden = true,
        description = "Compile the rules, and use the program once for the launcher's archives.",
        mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;

    @Option(
            names = "--compile",
            description = "The rules only: what comes after has no need of the compiler's classes.")
    private boolean compileOnly;

    @Option(names = "--daemon", description = "Use the daemon, and nothing else.")
    private boolean daemonOnly;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = configuration.settings();
        List<Path> files =
                Stream.concat(shipped().stream(), settings.rules().files().stream()).toList();
        // One by one: a mistake in one file is not the others'. `check` tells of it.
        files.forEach(file -> Configuration.rules(Readers.TOOLS).read(List.of(file)));
        if (!compileOnly) {
            Rehearsal.play(daemonOnly);
        }
        return 0;
    }

    private static List<Path> shipped() {
        Path directory = Path.of(System.getProperty("postwarden.home", "."), "rules");
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".groovy")).sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot list " + directory, broken);
        }
    }
}
