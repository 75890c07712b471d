package postwarden.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import postwarden.Firewall;
import postwarden.OffenderSize;
import postwarden.Refusal;

/** Opens a firewall in a process that may do less, and says what came of it. */
final class OpenFirewall {
    private OpenFirewall() {}

    /** Its name and warnings, or why there is none. */
    public static void main(String[] arguments) {
        try (Firewall firewall = Firewalls.open(arguments[0], Set.of(), OffenderSize.DEFAULT)) {
            System.out.print(firewall.name() + " " + String.join("; ", firewall.warnings()));
        } catch (Refusal refusal) {
            System.out.print(refusal.kind() + " " + refusal.getMessage());
        }
    }

    /**
     * In the calling thread's network namespace.
     *
     * @param capabilities those that root still has, with commas between
     */
    static String with(String capabilities, String backend) {
        StringBuilder bounds = new StringBuilder("-all");
        for (String capability : capabilities.split(",", -1)) {
            bounds.append(capability.isEmpty() ? "" : ",+" + capability);
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--bounding-set=" + bounds,
                                "--inh-caps=" + bounds,
                                "--no-new-privs"));
        command.addAll(java(backend));
        return Nft.process(command, "");
    }

    /** Where neither libnftables nor the program nft can be had. */
    static String withoutNft(String backend) {
        String hide =
                """
                for file in $(ldconfig -p | sed -n 's/.*libnftables.so.1 .*=> //p') $(command -v nft); do
                    mount --bind /dev/null "$(readlink -f "$file")"
                done
                exec "$@"
                """;
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", hide, "sh"));
        command.addAll(java(backend));
        return Nft.process(command, "");
    }

    private static List<String> java(String backend) {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpenFirewall.class.getName(),
                backend);
    }
}
