package postwarden.firewall;

import static postwarden.Refusal.Kind.BAD_CONFIGURATION;
import static postwarden.Refusal.Kind.NO_PERMISSION;
import static postwarden.Refusal.Kind.UNAVAILABLE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.OffenderSize;
import postwarden.Refusal;

/** The ways to keep offenders out, by the names they have in the configuration. */
public final class Firewalls {
    /** What the packages install for whoever wants iptables; see docs/security.md. */
    private static final String DROP_IN = "/usr/share/postwarden/iptables.conf";

    private Firewalls() {}

    /**
     * Opens one and makes its frame, in the network namespace of the calling thread, which alone
     * may use it. What cannot be is a {@link Refusal} in one sentence.
     *
     * @param backend {@code nftables}, {@code iptables}, {@code none}, or {@code auto}: the first
     *     of nftables and iptables that works; {@code none} is never chosen by itself
     * @param ports the TCP ports that offenders cannot reach; empty: they reach nothing
     */
    public static Firewall open(String backend, Set<Integer> ports, OffenderSize size) {
        Layout layout = new Layout(size, ports);
        return switch (backend) {
            case "auto" -> first(layout);
            case "nftables" -> nftables(layout);
            case "iptables" -> iptables(layout, List.of());
            case "none" -> new NoFirewall();
            default ->
                    throw new Refusal(
                            BAD_CONFIGURATION,
                            "'"
                                    + backend
                                    + "' is no backend: auto, nftables, iptables and none are");
        };
    }

    private static Firewall first(Layout layout) {
        try {
            return nftables(layout);
        } catch (Refusal nftables) {
            try {
                return iptables(layout, List.of(nftables.getMessage() + "; iptables is used"));
            } catch (Refusal iptables) {
                boolean permission =
                        nftables.kind() == NO_PERMISSION || iptables.kind() == NO_PERMISSION;
                throw new Refusal(
                        permission ? NO_PERMISSION : UNAVAILABLE,
                        nftables.getMessage() + "; " + iptables.getMessage());
            }
        }
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
            Firewall firewall = Nftables.open(commands.get(), layout, Pace.DEFAULT);
            Leftovers.ofIptables();
            return firewall;
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

    /** This system's own choice of a variant, then the others. */
    private static Firewall iptables(Layout layout, List<String> remarks) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (String prefix : List.of("iptables", "iptables-nft", "iptables-legacy")) {
            Optional<Xtables> xtables = Xtables.open(prefix);
            if (xtables.isEmpty() || failures.containsKey(xtables.get().variant())) {
                continue;
            }
            try {
                Firewall firewall = iptables(xtables.get(), layout, remarks);
                Leftovers.ofNftables();
                return firewall;
            } catch (FirewallException e) {
                failures.put(xtables.get().variant(), e.getMessage());
            }
        }
        if (failures.isEmpty()) {
            throw new Refusal(
                    UNAVAILABLE,
                    "iptables cannot be used: the program iptables is not here; install the package"
                            + " iptables");
        }
        String reasons = "iptables cannot be used: " + String.join("; ", failures.values());
        throw failures.values().stream().anyMatch(Xtables::isPermission)
                ? new Refusal(
                        NO_PERMISSION,
                        reasons + "; run as root, or give the service the rights in " + DROP_IN)
                : new Refusal(UNAVAILABLE, reasons);
    }

    private static Firewall iptables(Xtables xtables, Layout layout, List<String> remarks) {
        boolean sets;
        try (Ipset ipset = new Ipset()) {
            sets = ipset.isThere();
        }
        return sets
                ? Iptables.open(xtables, layout, Pace.WITHOUT_NEWS, remarks)
                : RuleChain.open(xtables, layout, Pace.WITHOUT_NEWS, remarks);
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
