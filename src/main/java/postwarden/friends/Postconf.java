package postwarden.friends;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks postconf(1) what every Postfix instance of this host trusts. Blocks for a moment. */
final class Postconf {
    private static final int PATIENCE_SECONDS = 10;
    private static final int MOST_OUTPUT = 1 << 20;

    private final String program;

    Postconf(String program) {
        this.program = program;
    }

    /** Empty if there is no Postfix on this host. */
    static Optional<Postconf> find() {
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
        Optional<String> main = ask(List.of(program, "-xh", "mynetworks"));
        Optional<String> others = ask(List.of(program, "-xh", "multi_instance_directories"));
        if (main.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        MyNetworks all = MyNetworks.parse(main.get());
        for (String directory : MyNetworks.words(others.get())) {
            Optional<String> more = ask(List.of(program, "-c", directory, "-xh", "mynetworks"));
            if (more.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(MyNetworks.parse(more.get()));
        }
        return Optional.of(all);
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
