package postwarden.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One process, run to its end or killed. */
final class Command {
    private Command() {}

    /**
     * What came of it.
     *
     * @param exit -1 if it was killed for taking too long
     */
    record Answer(int exit, String text) {
        boolean isGood() {
            return exit == 0;
        }

        /** For what has to work. */
        String orThrow() {
            if (!isGood()) {
                throw new IllegalStateException("exit " + exit + ": " + text.strip());
            }
            return text;
        }
    }

    static Answer run(Duration most, String input, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            CompletableFuture<String> text =
                    CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
            try (OutputStream stream = process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException notRead) {
                // It ended without reading what it was told; its answer says why.
            }
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                return new Answer(-1, "took longer than " + most + ": " + command);
            }
            return new Answer(process.exitValue(), text.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
