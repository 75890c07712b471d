package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A saved file is noticed, however the editor does it; another one is not. */
@Timeout(60)
class SavesTest {
    @TempDir Path directory;

    @Test
    void a_file_that_is_written_is_noticed() throws Exception {
        Path file = Files.writeString(directory.resolve("a.groovy"), "1");
        try (Saves saves = new Saves(List.of(file))) {
            CompletableFuture<Void> noticed = noticed(saves);
            Files.writeString(file, "2");
            noticed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_file_that_is_moved_into_place_is_noticed_and_others_are_not() throws Exception {
        Path file = Files.writeString(directory.resolve("a.groovy"), "1");
        try (Saves saves = new Saves(List.of(file))) {
            CompletableFuture<Void> noticed = noticed(saves);
            Path other = Files.writeString(directory.resolve("a.groovy.swp"), "2");
            Thread.sleep(500);
            assertFalse(noticed.isDone());
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            noticed.get(30, TimeUnit.SECONDS);
            assertTrue(noticed.isDone());
        }
    }

    private static CompletableFuture<Void> noticed(Saves saves) throws IOException {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        saves.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
