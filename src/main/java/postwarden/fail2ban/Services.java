package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose entries a filter means, in the journal's own fields: out of its {@code journalmatch}, and
 * out of what is known of the services that mail servers run.
 *
 * @param units shell patterns for units
 * @param user who writes the entries; empty: not known
 * @param identifiers syslog names that the journalmatch asks for
 * @param looks what a human should decide
 */
record Services(
        List<String> units, Optional<String> user, List<String> identifiers, List<String> looks) {
    private record Known(String name, List<String> units, String user) {}

    /**
     * Units of Debian and of the others; who writes is what {@code journalctl -o verbose} shows.
     */
    private static final List<Known> KNOWN =
            List.of(
                    new Known(
                            "postfix", List.of("postfix.service", "postfix@*.service"), "postfix"),
                    new Known("dovecot", List.of("dovecot.service"), "root"),
                    new Known(
                            "sshd",
                            List.of(
                                    "sshd.service",
                                    "ssh.service",
                                    "sshd@*.service",
                                    "ssh@*.service"),
                            "root"));

    private static final String UNIT = "_SYSTEMD_UNIT=";
    private static final String IDENTIFIER = "SYSLOG_IDENTIFIER=";

    Services {
        units = List.copyOf(units);
        identifiers = List.copyOf(identifiers);
        looks = List.copyOf(looks);
    }

    static Services of(Filter filter, String name) {
        List<String> looks = new ArrayList<>();
        Set<String> named = new LinkedHashSet<>();
        List<String> identifiers = new ArrayList<>();
        filter.journalMatches().stream()
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(term -> !term.equals("+"))
                .forEach(
                        term -> {
                            if (term.startsWith(UNIT)) {
                                named.add(term.substring(UNIT.length()));
                            } else if (term.startsWith(IDENTIFIER)) {
                                identifiers.add(term.substring(IDENTIFIER.length()));
                            } else if (!term.startsWith("_COMM=") && !term.startsWith("_EXE=")) {
                                looks.add(
                                        "the journalmatch asks for "
                                                + term
                                                + ", which is not asked here");
                            }
                        });
        Optional<Known> known =
                KNOWN.stream()
                        .filter(
                                each ->
                                        named.stream().anyMatch(each.units::contains)
                                                || (named.isEmpty() && name.startsWith(each.name)))
                        .findFirst();
        Set<String> units = new LinkedHashSet<>(named);
        known.ifPresent(each -> units.addAll(each.units));
        if (units.isEmpty()) {
            units.add(name + ".service");
            looks.add("the filter names no unit: is it " + name + ".service that writes?");
        }
        if (known.isEmpty()) {
            looks.add(
                    "say with 'user' who writes these entries ('journalctl -o verbose' shows _UID):"
                            + " anybody else can forge them");
        }
        return new Services(
                List.copyOf(units), known.map(Known::user), identifiers, List.copyOf(looks));
    }
}
