package postwarden.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import postwarden.config.Settings;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * Makes what every start needs before it is needed: rules compiled into the cache, and, by the
 * launcher that watches what this JVM loads, an archive of classes. For packages; whoever has
 * changed the JVM by hand may call it, too.
 */
@Command(
        name = "prepare",
        hidden = true,
        description = "Compile the rules, and use the program once for the launcher's archive.",
        mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = configuration.settings();
        List<Path> files =
                Stream.concat(shipped().stream(), settings.rules().files().stream()).toList();
        // Compiled once without the cache, so that the archive has the compiler's classes, too.
        new Rules(Readers.TOOLS, Optional.empty()).read(files);
        // One by one: a mistake in one file is not the others'. `check` tells of it.
        files.forEach(file -> Configuration.rules(Readers.TOOLS).read(List.of(file)));
        Rehearsal.play();
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
