package postwarden.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postwarden.testing.FuzzTarget;

/** Nothing that others send makes an exception, a hang or growth. */
class FuzzTest {
    /** What fuzzing has found once, a file each. */
    private static final Path FINDINGS = Path.of("src/test/resources/postwarden/fuzz");

    private static final Path WORK = Path.of("target/fuzz");
    private static final Duration HANG = Duration.ofSeconds(60);
    private static final int SECONDS = Integer.getInteger("postwarden.fuzz.seconds", 1);
    private static final String WANTED = System.getProperty("postwarden.fuzz.target", "all");

    @ParameterizedTest
    @EnumSource
    void whatIsMeantAndWhatWasFoundIsTaken(Targets name) throws Exception {
        FuzzTarget target = name.open();
        Map<String, byte[]> inputs = inputs(name, target);
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            assertTimeoutPreemptively(
                    HANG, () -> target.take(input.getValue()), name + ": " + input.getKey());
        }
    }

    @ParameterizedTest
    @EnumSource
    void soIsWhatIsMadeUp(Targets name) throws Exception {
        assumeTrue(WANTED.equals("all") || WANTED.equals(name.toString()));
        Path corpus = Files.createDirectories(WORK.resolve(name.toString()).resolve("corpus"));
        for (Map.Entry<String, byte[]> input : inputs(name, name.open()).entrySet()) {
            Files.write(corpus.resolve(input.getKey()), input.getValue());
        }
        Path log = corpus.resolveSibling("log");
        Process jazzer =
                new ProcessBuilder(command(name, corpus))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int exit = jazzer.waitFor();
        List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        assertEquals(0, exit, name + ": see " + log + "\n" + excerpt(said));
        said.stream()
                .filter(line -> line.startsWith("Done "))
                .forEach(line -> System.out.println(name + ": " + line));
    }

    private static Map<String, byte[]> inputs(Targets name, FuzzTarget target) throws Exception {
        Map<String, byte[]> inputs = new TreeMap<>();
        for (byte[] seed : target.seeds()) {
            inputs.put("seed-" + inputs.size(), seed);
        }
        Path found = FINDINGS.resolve(name.toString());
        if (Files.isDirectory(found)) {
            try (Stream<Path> files = Files.list(found)) {
                for (Path file : files.toList()) {
                    inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }

    /**
     * In a process of its own: bounded memory shows growth, and a hang or a crash of the JVM ends
     * only that. Jazzer's own detectors look for other kinds of mistakes, and are left out.
     */
    private static List<String> command(Targets name, Path corpus) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of(
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + Driver.class.getName(),
                        "--target_args=" + name,
                        "--instrumentation_includes=postwarden.**",
                        "--instrumentation_excludes=postwarden.fuzz.**",
                        "--custom_hook_includes=none",
                        "--reproducer_path=" + corpus.getParent(),
                        "-artifact_prefix=" + corpus.getParent() + "/",
                        "-max_len=4096",
                        "-timeout=" + HANG.toSeconds(),
                        "-max_total_time=" + SECONDS,
                        corpus.toString()));
        return command;
    }

    private static String excerpt(List<String> said) {
        return String.join("\n", said.subList(Math.max(0, said.size() - 60), said.size()));
    }
}
