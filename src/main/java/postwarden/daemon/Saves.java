package postwarden.daemon;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits until one of some files is saved, comes or goes. Directories are watched, since most
 * editors write a new file and move it into the old one's place; that something happened in them
 * only says when to look at the files themselves. One thread's.
 */
public final class Saves implements AutoCloseable {
    private final Supplier<? extends Collection<Path>> files;
    private final WatchService watch = FileSystems.getDefault().newWatchService();
    private Set<WatchKey> keys = Set.of();
    private Map<Path, Map<String, Object>> known;

    /**
     * @param files asked anew each time
     * @param since what was saved later is waited for no more: it is news already
     */
    public Saves(Supplier<? extends Collection<Path>> files, Instant since) throws IOException {
        this.files = files;
        this.known = facts();
        known.values().removeIf(facts -> changed(facts).isAfter(since));
    }

    /**
     * Returns when a file differs from what it was when this was called last, and all of them have
     * stayed as they are for so long.
     */
    public void await(Duration settled) throws IOException, InterruptedException {
        register();
        while (facts().equals(known)) {
            drain(watch.take());
            register();
        }
        settle(settled.toNanos());
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private void settle(long settledNanos) throws InterruptedException {
        known = facts();
        long since = System.nanoTime();
        long left = settledNanos;
        while (left > 0) {
            WatchKey more = watch.poll(left, TimeUnit.NANOSECONDS);
            if (more != null) {
                drain(more);
            }
            if (!facts().equals(known)) {
                known = facts();
                since = System.nanoTime();
            }
            left = settledNanos - (System.nanoTime() - since);
        }
    }

    /** Their parents, too: a directory may be replaced as a whole. */
    private void register() throws IOException {
        Set<Path> directories = new HashSet<>();
        for (Path file : files.get()) {
            Path directory = existing(file.toAbsolutePath().normalize());
            directories.add(directory);
            if (directory.getParent() != null) {
                directories.add(directory.getParent());
            }
        }
        Set<WatchKey> registered = new HashSet<>();
        for (Path directory : directories) {
            registered.add(
                    directory.register(
                            watch,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        }
        keys.stream().filter(key -> !registered.contains(key)).forEach(WatchKey::cancel);
        keys = registered;
    }

    /** One that is empty yet is looked into itself: files may come to be there. */
    private static Path existing(Path file) {
        Path existing = file;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    private static void drain(WatchKey key) {
        key.pollEvents();
        key.reset();
    }

    /** Of those that are there. */
    private Map<Path, Map<String, Object>> facts() {
        Map<Path, Map<String, Object>> facts = new HashMap<>();
        for (Path file : files.get()) {
            facts(file).ifPresent(each -> facts.put(file, each));
        }
        return facts;
    }

    private static Optional<Map<String, Object>> facts(Path file) {
        try {
            return Files.isDirectory(file)
                    ? Optional.empty()
                    : Optional.of(Files.readAttributes(file, "unix:dev,ino,size,ctime"));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private static Instant changed(Map<String, Object> facts) {
        return ((FileTime) facts.get("ctime")).toInstant();
    }
}
