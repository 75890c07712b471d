package postwarden.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postwarden.Friends;
import postwarden.Network;
import postwarden.friends.Postconf;

/**
 * Who could be banned by mistake here: hosts that hand on other people's mail, or other people's
 * connections, and are no friends.
 */
record MistakesExamination(Postconf postconf, Friends friends, Names names) implements Examination {
    private static final String SUBJECT = "mistakes";
    private static final int MOST_DOMAINS = 10;
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    @Override
    public List<Diagnosis> look() {
        Map<String, String> hosts = new LinkedHashMap<>();
        words("relayhost").forEach(word -> relay(word, hosts));
        domains().forEach(domain -> exchangers(domain, hosts));
        Stream.of("smtpd_authorized_xclient_hosts", "smtpd_authorized_xforward_hosts")
                .flatMap(this::words)
                .forEach(host -> hosts.put(host, "a proxy in front of Postfix"));
        List<Diagnosis> found = new ArrayList<>();
        hosts.forEach((host, what) -> found.addAll(strangers(host, what)));
        if (isBehindProxy()) {
            found.add(
                    Diagnosis.doubtful(
                            SUBJECT,
                            "a proxy stands in front of Postfix (PROXY protocol): its own checks"
                                    + " count as connections",
                            "ignore.addresses = [\"(the proxy)\"]"));
        }
        return found.isEmpty()
                ? List.of(Diagnosis.ok(SUBJECT, "relays, mail exchangers and proxies are friends"))
                : found;
    }

    /** {@code [host]:port} is that host; without brackets its exchangers come first. */
    private void relay(String word, Map<String, String> hosts) {
        String host = word.replaceFirst("^\\[([^\\]]+)\\].*", "$1");
        if (!host.equals(word)) {
            hosts.put(host, "the relay host");
            return;
        }
        String domain = word.replaceFirst(":[^:]*$", "");
        List<String> exchangers = names.exchangers(domain);
        (exchangers.isEmpty() ? List.of(domain) : exchangers)
                .forEach(each -> hosts.put(each, "the relay host"));
    }

    private void exchangers(String domain, Map<String, String> hosts) {
        names.exchangers(domain)
                .forEach(host -> hosts.putIfAbsent(host, "a mail exchanger of " + domain));
    }

    private Set<String> domains() {
        return Stream.of("mydomain", "mydestination", "virtual_mailbox_domains")
                .flatMap(this::words)
                .filter(word -> Names.DOMAIN.matcher(word).matches())
                .limit(MOST_DOMAINS)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean isBehindProxy() {
        return Stream.of("smtpd_upstream_proxy_protocol", "postscreen_upstream_proxy_protocol")
                .flatMap(this::words)
                .findAny()
                .isPresent();
    }

    private List<Diagnosis> strangers(String host, String what) {
        List<Network> networks =
                Network.parse(host)
                        .map(List::of)
                        .orElseGet(() -> names.addresses(host).stream().map(Network::of).toList());
        return networks.stream()
                .filter(network -> friends.overlapping(network).isEmpty())
                .map(network -> stranger(host, network, what))
                .toList();
    }

    private static Diagnosis stranger(String host, Network network, String what) {
        String address = network.toString();
        String who = host.equals(address) ? address : host + " (" + address + ")";
        return Diagnosis.doubtful(
                SUBJECT,
                who + " is " + what + ": what others send through it is counted against it",
                "ignore.addresses = [\"" + host + "\"]");
    }

    /** Of all instances; tables and what starts with an exclamation mark are none of these. */
    private Stream<String> words(String parameter) {
        return postconf.values(parameter).stream()
                .flatMap(List::stream)
                .flatMap(SEPARATOR::splitAsStream)
                .filter(word -> !word.isEmpty() && !word.startsWith("!") && !word.contains(":/"));
    }
}
