package postwarden.firewall;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postwarden.FirewallException;

/**
 * Commands run by the program {@code nft}, a process for each transaction (30 ms): the fallback
 * where libnftables cannot be loaded.
 */
final class ProcessCommands implements NftCommands {
    private static final List<String> COMMAND = List.of("nft", "-j", "-f", "-");

    private ProcessCommands() {}

    /** Empty where there is no program {@code nft}. */
    static Optional<NftCommands> open() {
        try {
            Program version = Program.run(List.of("nft", "--version"), new byte[0]);
            return version.status() == 0 ? Optional.of(new ProcessCommands()) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void run(byte[] json) {
        try {
            Program nft = Program.run(COMMAND, json);
            if (nft.status() != 0) {
                throw new FirewallException(NftError.sentence(nft.output()));
            }
        } catch (IOException e) {
            throw new FirewallException("nft -j -f -: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
