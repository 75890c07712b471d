package postwarden.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postwarden.OffenderSize;
import postwarden.StormBrake;

/** All settings, each with a default that works on a stock Postfix host. */
public record Settings(
        Journal journal,
        Rules rules,
        OffenderSize offender,
        StormBrake storm,
        Ledger ledger,
        Firewall firewall,
        Ignore ignore,
        Control control) {
    public static final Path FILE = Path.of("/etc/postwarden/postwarden.toml");

    /**
     * What is read.
     *
     * @param directory where the journal lies; empty: this system's
     */
    public record Journal(Optional<Path> directory, FirstStart start) {}

    /** Where a first start begins to read. */
    public sealed interface FirstStart {
        /** The longest findTime of all jails back. */
        record FindTime() implements FirstStart {}

        /** {@code now} is nothing back. */
        record Back(Duration duration) implements FirstStart {}
    }

    /**
     * Which rules hold.
     *
     * @param enable names of rule files, without {@code .groovy}
     */
    public record Rules(Path directory, List<String> enable) {
        public Rules {
            enable = List.copyOf(enable);
        }

        public List<Path> files() {
            return enable.stream().map(name -> directory.resolve(name + ".groovy")).toList();
        }
    }

    /**
     * What is kept.
     *
     * @param history how long strikes and bans are kept after they are over
     */
    public record Ledger(Path file, Duration history) {}

    /**
     * What keeps offenders out.
     *
     * @param backend auto, nftables, iptables or none
     * @param ports TCP ports that the banned cannot reach; empty: they reach nothing
     */
    public record Firewall(String backend, List<Integer> ports) {
        public Firewall {
            ports = List.copyOf(ports);
        }
    }

    /** Who is never banned. */
    public record Ignore(
            List<String> addresses, boolean self, boolean mynetworks, boolean sessions) {
        public Ignore {
            addresses = List.copyOf(addresses);
        }
    }

    public record Control(Path socket) {}

    /** The same rule files, but from another directory. */
    public Settings withRules(Path directory) {
        return new Settings(
                journal,
                new Rules(directory, rules.enable()),
                offender,
                storm,
                ledger,
                firewall,
                ignore,
                control);
    }

    public static Settings defaults() {
        return new Settings(
                new Journal(Optional.empty(), new FirstStart.FindTime()),
                new Rules(Path.of("/etc/postwarden/rules"), List.of("postfix")),
                OffenderSize.DEFAULT,
                StormBrake.DEFAULT,
                new Ledger(Path.of("/var/lib/postwarden/ledger.db"), Duration.ofDays(90)),
                new Firewall("auto", List.of()),
                new Ignore(List.of("127.0.0.0/8", "::1"), true, true, true),
                new Control(Path.of("/run/postwarden/control.sock")));
    }
}
