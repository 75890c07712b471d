package postwarden.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory for one run, for what is not to be kept. */
record Scratch(Path directory) implements AutoCloseable {
    Scratch() {
        this(make());
    }

    private static Path make() {
        try {
            return Files.createTempDirectory("postwarden");
        } catch (IOException broken) {
            throw new UncheckedIOException("no temporary directory can be made", broken);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot delete " + directory, broken);
        }
    }
}
