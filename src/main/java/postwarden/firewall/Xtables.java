package postwarden.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postwarden.FirewallException;

/**
 * The programs that read and write the tables of iptables: those of this system's choice ({@code
 * iptables-save}, …), or of one variant ({@code iptables-nft-save}, {@code iptables-legacy-save}).
 */
final class Xtables {
    /** Others may hold the lock of the legacy variant for a moment: seconds to wait for it. */
    private static final List<String> RESTORE = List.of("--noflush", "-w", "5");

    private final String prefix;
    private final String variant;

    private Xtables(String prefix, String variant) {
        this.prefix = prefix;
        this.variant = variant;
    }

    /**
     * Empty where there is no such program.
     *
     * @param prefix {@code iptables}, {@code iptables-nft} or {@code iptables-legacy}
     */
    static Optional<Xtables> open(String prefix) {
        try {
            Program version = Program.run(List.of(prefix, "--version"), new byte[0]);
            boolean nft = version.output().contains("nf_tables");
            return version.status() == 0
                    ? Optional.of(new Xtables(prefix, nft ? "iptables-nft" : "iptables-legacy"))
                    : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** {@code iptables-nft} or {@code iptables-legacy}. */
    String variant() {
        return variant;
    }

    /** The table raw, as iptables-save(8) writes it. */
    String save(boolean ipv4) {
        return run(ipv4, "-save", List.of("-t", "raw"), "");
    }

    /** One table is one transaction; what it does not name stays. */
    void restore(boolean ipv4, String tables) {
        run(ipv4, "-restore", RESTORE, tables);
    }

    /** Whether more rights would help; the programs have no code for it. */
    static boolean isPermission(String failure) {
        return Stream.of(Libc.text(Libc.EPERM), "Permission denied", "Can't open socket to ipset")
                .anyMatch(failure::contains);
    }

    private String run(boolean ipv4, String program, List<String> arguments, String input) {
        String name = (ipv4 ? prefix : prefix.replaceFirst("^ip", "ip6")) + program;
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(arguments);
        try {
            Program done = Program.run(command, input.getBytes(StandardCharsets.UTF_8));
            if (done.status() != 0) {
                throw new FirewallException(name + ": " + sentence(done.output()));
            }
            return done.output();
        } catch (IOException e) {
            throw new FirewallException(name + ": " + e.getMessage(), e);
        }
    }

    /** The first line that is no remark, without the program's name and version. */
    private static String sentence(String output) {
        return output.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .map(line -> line.replaceFirst("^ip6?tables\\S* (v\\S+ \\(\\w+\\))?: ?", ""))
                .orElse("no word from it");
    }
}
