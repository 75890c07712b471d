package postwarden.firewall;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import postwarden.FirewallException;

/**
 * Commands run by the program {@code nft}, a process for each transaction (30 ms): the fallback
 * where libnftables cannot be loaded. A process is in the network namespace of the thread that
 * starts it.
 */
final class ProcessCommands implements NftCommands {
    private static final List<String> COMMAND = List.of("nft", "-j", "-f", "-");

    private ProcessCommands() {}

    /** Empty where there is no program {@code nft}. */
    static Optional<NftCommands> open() {
        try {
            Process version =
                    new ProcessBuilder("nft", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return await(version) == 0 ? Optional.of(new ProcessCommands()) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void run(byte[] json) {
        try {
            Process nft = new ProcessBuilder(COMMAND).redirectErrorStream(true).start();
            // nft answers nothing before it has read everything, so this cannot block both.
            try (OutputStream input = nft.getOutputStream()) {
                input.write(json);
            }
            String output = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (await(nft) != 0) {
                throw new FirewallException(NftError.sentence(output));
            }
        } catch (IOException e) {
            throw new FirewallException("nft -j -f -: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while nft ran", e);
        }
    }
}
