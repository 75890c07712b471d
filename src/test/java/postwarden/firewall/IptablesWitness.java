package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postwarden.Network;
import postwarden.OffenderSize;

/**
 * The programs {@code ipset} and {@code iptables} of one variant: somebody else who changes what is
 * in the kernel, and an independent witness.
 *
 * @param prefix {@code iptables-nft} or {@code iptables-legacy}
 */
record IptablesWitness(String prefix) {
    private static final Pattern ELEMENT =
            Pattern.compile("add postwarden-(\\S+) (\\S+) timeout (\\d+)");
    private static final Pattern RULE =
            Pattern.compile("-A postwarden -s (\\S+) .*--comment \"?(\\d+)\"? -j DROP");

    String ipset(String arguments) {
        return Nft.process(words("ipset " + arguments), "");
    }

    /** For IPv4. */
    String iptables(String arguments) {
        return Nft.process(words(prefix + " -w 5 " + arguments), "");
    }

    /** For IPv6. */
    String ip6tables(String arguments) {
        return Nft.process(words(prefix6() + " -w 5 " + arguments), "");
    }

    /** Replaces every table that is named, as a foreign ruleset would. */
    void restore(String tables) {
        Nft.process(List.of(prefix + "-restore", "-w", "5"), tables);
    }

    /** Either family's table raw. */
    List<String> raw() {
        return Stream.of(prefix, prefix6())
                .flatMap(
                        program -> Nft.process(List.of(program + "-save", "-t", "raw"), "").lines())
                .toList();
    }

    /** Everything in the sets that are dropped, each with the time it has left. */
    Map<Network, Duration> sets(OffenderSize size) {
        Map<Network, Duration> bans = new TreeMap<>();
        for (String line : ipset("save").lines().toList()) {
            Matcher element = ELEMENT.matcher(line);
            if (!element.matches()) {
                continue;
            }
            Network written = Network.parse(element.group(2)).orElseThrow();
            Network network =
                    switch (element.group(1)) {
                        case "banned4" -> Network.of(written.first(), size.ipv4());
                        case "banned6" -> Network.of(written.first(), size.ipv6());
                        default -> written;
                    };
            bans.put(network, Duration.ofSeconds(Long.parseLong(element.group(3))));
        }
        return bans;
    }

    /** Everything that the rules of the chain drop, each with the time it has left. */
    Map<Network, Duration> rules() {
        Map<Network, Duration> bans = new TreeMap<>();
        for (String line : raw()) {
            Matcher rule = RULE.matcher(line);
            if (rule.matches()) {
                Instant end = Instant.ofEpochSecond(Long.parseLong(rule.group(2)));
                bans.put(
                        Network.parse(rule.group(1)).orElseThrow(),
                        Duration.between(Instant.now(), end));
            }
        }
        return bans;
    }

    /** By rules of the chain that have the words, of either family, in packets. */
    long dropped(String words) {
        return Stream.of(iptables("-t raw -nvxL postwarden"), ip6tables("-t raw -nvxL postwarden"))
                .flatMap(String::lines)
                .filter(line -> line.contains(words))
                .mapToLong(line -> Long.parseLong(line.strip().split(" +", 2)[0]))
                .sum();
    }

    private String prefix6() {
        return prefix.replaceFirst("^ip", "ip6");
    }

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }
}
