package postwarden.journal;

import java.nio.file.Path;
import java.util.List;

/** Which journal is read. */
public sealed interface Source {
    /** The system's own; users' journals and other machines' are left out. */
    record ThisSystem() implements Source {}

    /**
     * A directory like {@code /var/log/journal}, or one of plain journal files. Where journald's
     * {@code system*.journal} files lie in it, only those are read: users' own journals are not the
     * system's.
     */
    record Directory(Path path) implements Source {}

    /** These files and no others: for history only, since rotation goes on in a file of its own. */
    record Files(List<Path> paths) implements Source {
        public Files {
            paths = List.copyOf(paths);
            if (paths.isEmpty()) {
                throw new IllegalArgumentException("no files are named");
            }
        }
    }
}
