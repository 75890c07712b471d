package postwarden.friends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file of Postfix's configuration that holds networks, named by {@code /path} or a table. */
final class TableFile {
    static final String CIDR = "cidr:";
    private static final int MOST_BYTES = 1 << 20;

    private TableFile() {}

    static boolean isFile(String word) {
        return word.startsWith("/") || word.startsWith(CIDR);
    }

    /** Empty if it cannot be read, is no regular file, no text, or longer than a megabyte. */
    static Optional<List<String>> lines(String name) {
        try {
            Path file = Path.of(name);
            return Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                    ? Optional.of(Files.readAllLines(file))
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }
}
