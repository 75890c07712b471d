package postwarden.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directories a journal lies in, and what they were when it was opened. One thread's. */
final class Directories {
    private final List<Path> paths;
    private Content remembered = new Content(List.of(), Set.of());

    /**
     * @param keys which directories these are, whatever their names
     */
    private record Content(List<Optional<Object>> keys, Set<Path> files) {}

    Directories(List<Path> paths) {
        this.paths = paths;
    }

    void remember() {
        remembered = content();
    }

    /** Whether one is there that was not, or files are. */
    boolean areChanged() {
        Content content = content();
        return !content.equals(remembered) && content.keys().stream().anyMatch(Optional::isPresent);
    }

    /** The journal files in them and, as libsystemd has it, in their directories. */
    List<Path> files() {
        return all().flatMap(Directories::children).filter(Directories::isJournal).toList();
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
                                        children(path)
                                                .filter(child -> !isJournal(child))
                                                .filter(Files::isDirectory)));
    }

    boolean haveSystemFiles() {
        return files().stream().anyMatch(Directories::isSystems);
    }

    /** Those of {@link #files} that are read. */
    List<Path> chosen() {
        boolean haveSystemFiles = haveSystemFiles();
        return files().stream().filter(file -> !haveSystemFiles || isSystems(file)).toList();
    }

    private Content content() {
        return new Content(paths.stream().map(Directories::key).toList(), new HashSet<>(files()));
    }

    private static boolean isJournal(Path file) {
        String name = file.toString();
        return name.endsWith(".journal") || name.endsWith(".journal~");
    }

    private static boolean isSystems(Path file) {
        return file.getFileName().toString().matches("system[.@].*");
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
