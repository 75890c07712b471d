package postwarden.friends;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Network;

/**
 * The parameter that says whom Postfix trusts (postconf(5)): networks, files that hold networks,
 * and lookup tables. Of these {@code cidr}, {@code static} and {@code inline} are read; the others
 * are named.
 *
 * @param networks whom Postfix trusts
 * @param unread tables, files and words that could not be read as networks
 */
record MyNetworks(Set<Network> networks, List<String> unread) {
    private static final String SEPARATORS = ", \t\r\n";
    private static final Pattern TABLE = Pattern.compile("([a-z]+):(.*)", Pattern.DOTALL);
    private static final Pattern INLINE_KEY = Pattern.compile("([^\\s{},=]+)\\s*=");
    private static final Set<Network> EVERYBODY =
            Set.of(Network.parse("0.0.0.0/0").orElseThrow(), Network.parse("::/0").orElseThrow());

    MyNetworks {
        networks = Set.copyOf(networks);
        unread = List.copyOf(unread);
    }

    static MyNetworks parse(String value) {
        Set<Network> networks = new LinkedHashSet<>();
        List<String> unread = new ArrayList<>();
        parse(value, networks, unread, false);
        return new MyNetworks(networks, unread);
    }

    MyNetworks plus(MyNetworks other) {
        Set<String> allUnread = new LinkedHashSet<>(unread);
        allUnread.addAll(other.unread);
        return new MyNetworks(and(other.networks), List.copyOf(allUnread));
    }

    /** While a file of it cannot be read, whom Postfix trusted before counts as well. */
    MyNetworks after(MyNetworks earlier) {
        return unread.stream().anyMatch(TableFile::isFile)
                ? new MyNetworks(and(earlier.networks), unread)
                : this;
    }

    /** Postfix separates lists by commas and blanks, but for those inside braces. */
    static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        int start = 0;
        int depth = 0;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : ',';
            depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
            boolean ends = i == value.length() || (depth == 0 && SEPARATORS.indexOf(c) >= 0);
            if (ends && start < i) {
                words.add(value.substring(start, i));
            }
            start = ends ? i + 1 : start;
        }
        return words;
    }

    private Set<Network> and(Set<Network> others) {
        Set<Network> both = new LinkedHashSet<>(networks);
        both.addAll(others);
        return both;
    }

    private static void parse(
            String value, Set<Network> networks, List<String> unread, boolean inFile) {
        for (String word : words(value)) {
            // What Postfix excludes is no reason to ban: an exclusion is left out, not subtracted.
            if (word.startsWith("!")) {
                continue;
            }
            Optional<Network> network = network(word);
            if (network.isPresent()) {
                networks.add(network.get());
            } else if (!word.startsWith("/")) {
                table(word, networks, unread);
            } else if (!inFile) {
                file(word, networks, unread);
            }
        }
    }

    static Optional<Network> network(String word) {
        return Network.parse(word.replaceAll("[\\[\\]]", ""));
    }

    /** One level deep: a file named inside a file is not followed. */
    private static void file(String word, Set<Network> networks, List<String> unread) {
        TableFile.lines(word)
                .ifPresentOrElse(
                        lines ->
                                lines.stream()
                                        .filter(line -> !line.startsWith("#"))
                                        .forEach(line -> parse(line, networks, unread, true)),
                        () -> unread.add(word));
    }

    /** Whatever a key leads to, Postfix trusts it. */
    private static void table(String word, Set<Network> networks, List<String> unread) {
        Matcher table = TABLE.matcher(word);
        switch (table.matches() ? table.group(1) : "") {
            case "cidr" -> CidrTable.read(word, networks, unread);
            case "static" -> networks.addAll(EVERYBODY);
            case "inline" -> {
                Matcher key = INLINE_KEY.matcher(table.group(2));
                while (key.find()) {
                    network(key.group(1)).ifPresent(networks::add);
                }
            }
            default -> unread.add(word);
        }
    }
}
