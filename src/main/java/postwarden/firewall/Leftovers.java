package postwarden.firewall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postwarden.FirewallException;

/**
 * What another backend left in the kernel when it was the chosen one: nobody would lift its bans.
 * What cannot be done is left, since these bans end by themselves.
 */
final class Leftovers {
    /** Whoever asks for ipset without need would load the module. */
    private static final Path IPSET = Path.of("/sys/module/ip_set");

    private Leftovers() {}

    /** Empties the sets; rules that ask them do no harm. */
    static void ofIptables() {
        if (!Files.exists(IPSET)) {
            return;
        }
        try (Ipset ipset = new Ipset()) {
            for (KernelSet set : KernelSet.values()) {
                ipset.flush(Ipset.name(set));
            }
        } catch (FirewallException left) {
            // As said above.
        }
    }

    /** Removes the table. */
    static void ofNftables() {
        try (KernelReader kernel = new KernelReader()) {
            if (kernel.frame().table().isEmpty()) {
                return;
            }
            Optional<NftCommands> commands = LibraryCommands.open().or(ProcessCommands::open);
            if (commands.isPresent()) {
                remove(commands.get());
            }
        } catch (FirewallException left) {
            // As said above.
        }
    }

    private static void remove(NftCommands commands) {
        Transaction transaction = new Transaction();
        transaction.command(
                "delete", "table", object -> object.writeStringField("name", Transaction.TABLE));
        try (commands) {
            commands.run(transaction.end());
        }
    }
}
