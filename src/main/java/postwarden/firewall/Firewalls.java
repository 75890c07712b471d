package postwarden.firewall;

import static postwarden.Refusal.Kind.BAD_CONFIGURATION;
import static postwarden.Refusal.Kind.NO_PERMISSION;
import static postwarden.Refusal.Kind.UNAVAILABLE;

import java.util.Optional;
import java.util.Set;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.OffenderSize;
import postwarden.Refusal;

/** The ways to keep offenders out, by the names they have in the configuration. */
public final class Firewalls {
    private Firewalls() {}

    /**
     * Opens one and makes its frame, in the network namespace of the calling thread, which alone
     * may use it. What cannot be is a {@link Refusal} in one sentence.
     *
     * @param backend {@code nftables}, {@code none}, or {@code auto}: the first that works. That is
     *     nftables or nothing; {@code none} is never chosen by itself
     * @param ports the TCP ports that offenders cannot reach; empty: they reach nothing
     */
    public static Firewall open(String backend, Set<Integer> ports, OffenderSize size) {
        return switch (backend) {
            case "auto", "nftables" -> nftables(new Layout(size, ports));
            case "none" -> new NoFirewall();
            case "iptables" ->
                    throw new Refusal(
                            UNAVAILABLE,
                            "the backend iptables does not exist yet; nftables and none do");
            default ->
                    throw new Refusal(
                            BAD_CONFIGURATION,
                            "'"
                                    + backend
                                    + "' is no backend: auto, nftables, iptables and none are");
        };
    }

    private static Firewall nftables(Layout layout) {
        try {
            ask();
            Optional<NftCommands> commands = LibraryCommands.open().or(ProcessCommands::open);
            if (commands.isEmpty()) {
                throw new Refusal(
                        UNAVAILABLE,
                        "nftables cannot be used: neither libnftables.so.1 nor the program nft is"
                                + " here; install the package nftables");
            }
            return Nftables.open(commands.get(), layout, Pace.DEFAULT);
        } catch (FirewallException e) {
            boolean permission = e.getMessage().contains(Libc.text(Libc.EPERM));
            throw permission
                    ? new Refusal(
                            NO_PERMISSION,
                            "nftables cannot be used: "
                                    + e.getMessage()
                                    + "; run as root or with CAP_NET_ADMIN")
                    : new Refusal(UNAVAILABLE, "nftables cannot be used: " + e.getMessage());
        }
    }

    /**
     * libnftables ends the whole process where there is no netlink for it: ask before loading it.
     */
    private static void ask() {
        try (KernelReader kernel = new KernelReader()) {
            kernel.generation();
        }
    }
}
