package postwarden.firewall;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import postwarden.FirewallException;

/**
 * What became of a program, started without a shell. A process is in the network namespace of the
 * thread that starts it.
 *
 * @param output both streams
 */
record Program(int status, String output) {
    /**
     * The programs run here answer nothing worth mentioning before they have read everything, so
     * this cannot block both.
     *
     * @throws IOException if there is no such program
     */
    static Program run(List<String> command, byte[] input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input);
        } catch (IOException ended) {
            // It has not read all of it: its answer says why.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Program(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
