package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A saved file is noticed, however the editor does it; another one is not. */
@Timeout(60)
class SavesTest {
    @TempDir private Path directory;
    private Path rules;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        rules = Files.createDirectory(directory.resolve("rules"));
        file = Files.writeString(rules.resolve("a.groovy"), "1");
    }

    @Test
    void aFileThatIsWrittenIsNoticed() throws Exception {
        try (Saves saves = saves()) {
            CompletableFuture<Void> noticed = noticed(saves);
            Files.writeString(file, "2");
            noticed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFileThatIsMovedIntoPlaceIsNoticedAndOthersAreNot() throws Exception {
        Semaphore looks = new Semaphore(0);
        Supplier<List<Path>> files =
                () -> {
                    looks.release();
                    return List.of(file);
                };
        try (Saves saves = new Saves(files, Instant.MAX)) {
            CompletableFuture<Void> noticed = noticed(saves);
            looks.acquire(3); // made, registered, looked: from here on only an event makes it look
            Path other = Files.writeString(rules.resolve("a.groovy.swp"), "2");
            looks.acquire(2); // registered again, looked again
            assertFalse(noticed.isDone());
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            noticed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDirectoryThatIsReplacedAndOneThatComesAreNoticed() throws Exception {
        Path later = directory.resolve("later/b.groovy");
        try (Saves saves = new Saves(() -> List.of(file, later), Instant.MAX)) {
            CompletableFuture<Void> replaced = noticed(saves);
            Path other = Files.createDirectory(directory.resolve("other"));
            Files.writeString(other.resolve("a.groovy"), "2");
            Files.move(rules, directory.resolve("old"));
            Files.move(other, rules);
            replaced.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> came = noticed(saves);
            Files.createDirectory(later.getParent());
            Files.writeString(later, "1");
            came.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theFirstFileInAnEmptyDirectoryIsNoticed() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path first = empty.resolve("first");
        Semaphore looks = new Semaphore(0);
        Supplier<List<Path>> files =
                () -> {
                    List<Path> found = Files.exists(first) ? List.of(empty, first) : List.of(empty);
                    looks.release();
                    return found;
                };
        try (Saves saves = new Saves(files, Instant.MAX)) {
            CompletableFuture<Void> noticed = noticed(saves);
            looks.acquire(3);
            Files.writeString(first, "1");
            noticed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatWasSavedBeforeAnybodyWaitedIsNoticed() throws Exception {
        try (Saves saves = new Saves(() -> List.of(file), Instant.EPOCH)) {
            noticed(saves).get(30, TimeUnit.SECONDS);
            Files.writeString(file, "22");
            noticed(saves).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aLinkThatPointsElsewhereIsNoticed() throws Exception {
        Path first = Files.writeString(directory.resolve("first"), "1");
        Path second = Files.writeString(directory.resolve("second"), "2");
        Files.delete(file);
        Files.createSymbolicLink(file, first);
        try (Saves saves = saves()) {
            CompletableFuture<Void> noticed = noticed(saves);
            Path link = Files.createSymbolicLink(rules.resolve("new"), second);
            Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
            noticed.get(30, TimeUnit.SECONDS);
        }
    }

    private Saves saves() throws IOException {
        return new Saves(() -> List.of(file), Instant.MAX);
    }

    private static CompletableFuture<Void> noticed(Saves saves) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        saves.await(Duration.ofMillis(20));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
