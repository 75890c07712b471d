package postwarden.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directories a journal lies in, and which they were when it was opened. One thread's. */
final class Directories {
    private final List<Path> paths;
    private List<Optional<Object>> remembered = List.of();

    Directories(List<Path> paths) {
        this.paths = paths;
    }

    void remember() {
        remembered = present();
    }

    /** Whether one is there that is not the one remembered. */
    boolean areReplaced() {
        List<Optional<Object>> present = present();
        return !present.equals(remembered) && present.stream().anyMatch(Optional::isPresent);
    }

    /** The journal files in them and, as libsystemd has it, in their directories. */
    List<Path> files() {
        return all().flatMap(Directories::children)
                .filter(file -> file.toString().matches(".*\\.journal~?"))
                .toList();
    }

    /** Directories and files that are there, but not for us. */
    List<Path> unreadable() {
        return Stream.concat(all(), files().stream())
                .filter(path -> Files.exists(path) && !Files.isReadable(path))
                .toList();
    }

    private Stream<Path> all() {
        return paths.stream()
                .flatMap(
                        path ->
                                Stream.concat(
                                        Stream.of(path),
                                        children(path).filter(Files::isDirectory)));
    }

    boolean haveSystemFiles() {
        return files().stream()
                .anyMatch(file -> file.getFileName().toString().matches("system[.@].*"));
    }

    /** Which directories these are, whatever their names. */
    private List<Optional<Object>> present() {
        return paths.stream().map(Directories::key).toList();
    }

    private static Optional<Object> key(Path path) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** None if it cannot be listed. */
    private static Stream<Path> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    @Override
    public String toString() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }
}
