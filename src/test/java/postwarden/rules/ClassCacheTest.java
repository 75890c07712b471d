package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled rule files are kept, and believed only if nobody else can have put them there. */
class ClassCacheTest {
    private static final String COMPILER = "org.codehaus.groovy.control.CompilationUnit";

    @TempDir Path directory;
    private Path cache;
    private Path rules;

    @BeforeEach
    void writeARuleFile() throws IOException {
        cache = directory.resolve("cache");
        rules = directory.resolve("j.groovy");
        write("a");
    }

    @Test
    void aSecondStartDoesNotLoadTheCompiler() throws Exception {
        assertTrue(start().contains(COMPILER));
        String second = start();
        assertTrue(second.contains("jails: 1"), second);
        assertFalse(second.contains(COMPILER), second);
        assertFalse(second.contains("postwarden.rules.Grammar"), second);
    }

    @Test
    void anotherContentIsCompiledAnew() throws IOException {
        read();
        write("b");
        assertEquals("b", read().jails().getFirst().name());
        assertEquals(2, kept().size());
    }

    @Test
    void aDamagedFileIsIgnoredAndWrittenAgain() throws IOException {
        read();
        Path kept = kept().getFirst();
        byte[] good = Files.readAllBytes(kept);
        for (int at : List.of(0, 31, 32, 40, good.length - 1)) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(kept, bad);
            assertEquals("a", read().jails().getFirst().name());
            assertEquals(good.length, Files.size(kept));
        }
        Files.write(kept, new byte[0]);
        assertEquals("a", read().jails().getFirst().name());
        assertEquals(good.length, Files.size(kept));
    }

    @Test
    void whatOthersCanWriteIsNotLoaded() throws IOException {
        read();
        assertTrue(found());
        Files.setPosixFilePermissions(
                kept().getFirst(), PosixFilePermissions.fromString("rw-rw-r--"));
        assertFalse(found());
        read();
        assertTrue(found());
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFalse(found());
    }

    @Test
    void rootLoadsNothingOfAnotherUser() throws IOException {
        Assumptions.assumeTrue(
                (Integer) Files.getAttribute(directory, "unix:uid") == 0, "needs root");
        read();
        Files.setAttribute(kept().getFirst(), "unix:uid", 4711);
        assertFalse(found());
        read();
        assertTrue(found());
        Files.setAttribute(cache, "unix:uid", 4711);
        assertFalse(found());
    }

    @Test
    void whatIsKeptElsewhereIsFoundAndWhatIsNewGoesToTheFirst() throws IOException {
        read();
        Path first = directory.resolve("first");
        Rules both = new Rules(Readers.TOOLS, List.of(first, cache));
        both.load(List.of(rules));
        assertFalse(Files.exists(first), "found in the second");
        write("b");
        both.load(List.of(rules));
        assertEquals(1, kept().size());
        assertTrue(Files.exists(first));
    }

    @Test
    void aCacheThatCannotBeWrittenIsDoneWithout() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        CompiledBook book =
                new Rules(Readers.TOOLS, Optional.of(file.resolve("cache"))).load(List.of(rules));
        assertEquals(1, book.jails().size());
    }

    private void write(String jail) throws IOException {
        Files.writeString(
                rules,
                """
                jail('%s') {
                    unit 'u.service'
                    rule('r') {
                        match ~/(?<n>[0-9]+) from <CLIENT>/
                        when { number('n') > 3 }
                        example '4 from x[203.0.113.9]', offender: '203.0.113.9'
                        harmless '3 from x[203.0.113.9]'
                    }
                }
                """
                        .formatted(jail));
    }

    private CompiledBook read() {
        return new Rules(Readers.TOOLS, Optional.of(cache)).load(List.of(rules));
    }

    private boolean found() throws IOException {
        return new ClassCache(List.of(cache), Custody.rootOrCaller())
                .find(Files.readString(rules))
                .isPresent();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }

    /** In a JVM of its own; what it says, with the names of the classes that it loads. */
    private String start() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xlog:class+load",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                cache.toString(),
                                rules.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** A start. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            CompiledBook book =
                    new Rules(Readers.TOOLS, Optional.of(Path.of(arguments[0])))
                            .load(List.of(Path.of(arguments[1])));
            System.out.println("jails: " + book.jails().size());
        }
    }
}
