package postwarden.firewall;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Network;

/**
 * A ban as a rule of iptables' chain. Its end is a comment, in seconds since 1970: the kernel keeps
 * it and does not know what it means.
 */
record BanRule(Network network, long end) {
    private static final Pattern SAVED =
            Pattern.compile(
                    "-A "
                            + RawTable.CHAIN
                            + " (?:-s (\\S+) )?-m comment --comment \"?(\\d{1,11})\"? -j DROP");

    static BanRule of(Network network, Instant end) {
        return new BanRule(network, end.getEpochSecond() + (end.getNano() > 0 ? 1 : 0));
    }

    /** Empty for other rules. */
    static Optional<BanRule> parse(String saved, boolean ipv4) {
        Matcher matcher = SAVED.matcher(saved);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String source = Optional.ofNullable(matcher.group(1)).orElse(ipv4 ? "0.0.0.0/0" : "::/0");
        return Network.parse(source)
                .map(network -> new BanRule(network, Long.parseLong(matcher.group(2))));
    }

    Instant until() {
        return Instant.ofEpochSecond(end);
    }

    long millisecondsLeft(Instant now) {
        return Math.max(0, end - now.getEpochSecond()) * 1000;
    }

    /** As iptables(8) wants it. */
    static String source(Network network) {
        return network.first() + "/" + network.prefixLength();
    }

    /** Without the chain. */
    @Override
    public String toString() {
        return "-s " + source(network) + " -m comment --comment " + end + " -j DROP";
    }
}
