package postwarden.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Waits until one of some files is saved. Directories are watched, not files: most editors write a
 * new file and move it into the old one's place. One thread's.
 */
final class Saves implements AutoCloseable {
    /** Editors write in several steps; what they leave for a moment is nobody's business. */
    private static final Duration SETTLED = Duration.ofMillis(150);

    private final WatchService watch;
    private final Set<Path> files = new HashSet<>();

    Saves(Collection<Path> files) throws IOException {
        watch = FileSystems.getDefault().newWatchService();
        Set<Path> directories = new HashSet<>();
        for (Path file : files) {
            Path absolute = file.toAbsolutePath().normalize();
            this.files.add(absolute);
            directories.add(absolute.getParent());
        }
        for (Path directory : directories) {
            directory.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        }
    }

    /** Returns when one of the files has changed and nothing more has happened for a moment. */
    void await() throws InterruptedException {
        boolean saved = false;
        while (!saved) {
            saved = concerns(watch.take());
        }
        WatchKey more = watch.poll(SETTLED.toMillis(), TimeUnit.MILLISECONDS);
        while (more != null) {
            concerns(more);
            more = watch.poll(SETTLED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean concerns(WatchKey key) {
        Path directory = (Path) key.watchable();
        boolean concerns = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            concerns |=
                    event.kind().equals(StandardWatchEventKinds.OVERFLOW)
                            || files.contains(directory.resolve((Path) event.context()));
        }
        key.reset();
        return concerns;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
