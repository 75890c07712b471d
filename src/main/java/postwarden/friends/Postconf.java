package postwarden.friends;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks postconf(1) how every Postfix instance of this host is set up. Blocks for a moment. */
public final class Postconf {
    private static final int PATIENCE_SECONDS = 10;
    private static final int MOST_OUTPUT = 1 << 20;

    private final String program;

    /**
     * @param program a file
     */
    public Postconf(String program) {
        this.program = program;
    }

    /** Empty if there is no Postfix on this host. */
    public static Optional<Postconf> find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Pattern.compile(":")
                .splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "postconf"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(file -> new Postconf(file.toString()));
    }

    /** Empty if postconf gave no answer for one of the instances. */
    Optional<MyNetworks> mynetworks() {
        return values("mynetworks")
                .flatMap(values -> values.stream().map(MyNetworks::parse).reduce(MyNetworks::plus));
    }

    /**
     * A parameter's value in each instance, the main one first; empty if postconf gave no answer
     * for one of them. A parameter that this Postfix does not know yet has an empty value.
     */
    public Optional<List<String>> values(String parameter) {
        Optional<String> main = ask(List.of(program, "-xh", parameter));
        Optional<String> others = ask(List.of(program, "-xh", "multi_instance_directories"));
        if (main.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>(List.of(main.get().strip()));
        for (String directory : MyNetworks.words(others.get())) {
            Optional<String> more = ask(List.of(program, "-c", directory, "-xh", parameter));
            if (more.isEmpty()) {
                return Optional.empty();
            }
            values.add(more.get().strip());
        }
        return Optional.of(values);
    }

    private static Optional<String> ask(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(process::destroyForcibly);
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
                boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException unanswered) {
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
