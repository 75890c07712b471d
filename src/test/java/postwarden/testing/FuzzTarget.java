package postwarden.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What takes text or bytes from others, and has to stand any of them. */
public interface FuzzTarget {
    /** What it is meant to take, for a start. */
    List<byte[]> seeds() throws Exception;

    /** Throws whatever must not come of it; what may come of it is caught here. */
    void take(byte[] input) throws Exception;

    /** What is no UTF-8 is replaced, as where entries are read. */
    static String text(byte[] input) {
        return new String(input, UTF_8);
    }

    static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    /** A directory that goes with the JVM. */
    static Path scratch() throws IOException {
        Path directory = Files.createTempDirectory("postwarden-fuzz");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        return directory;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            return;
        }
    }
}
