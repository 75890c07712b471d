package postwarden.friends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import postwarden.Network;

/**
 * The parameter that says whom Postfix trusts (postconf(5)), read as text: networks, files that
 * hold networks, and lookup tables, which are named but not asked.
 *
 * @param networks whom Postfix trusts
 * @param unread tables, files and words that could not be read as networks
 */
record MyNetworks(Set<Network> networks, List<String> unread) {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    MyNetworks {
        networks = Set.copyOf(networks);
        unread = List.copyOf(unread);
    }

    static MyNetworks parse(String value) {
        Set<Network> networks = new LinkedHashSet<>();
        List<String> unread = new ArrayList<>();
        parse(value, networks, unread);
        return new MyNetworks(networks, unread);
    }

    MyNetworks plus(MyNetworks other) {
        Set<Network> allNetworks = new LinkedHashSet<>(networks);
        allNetworks.addAll(other.networks);
        Set<String> allUnread = new LinkedHashSet<>(unread);
        allUnread.addAll(other.unread);
        return new MyNetworks(allNetworks, List.copyOf(allUnread));
    }

    /** Postfix separates lists by commas and blanks. */
    static List<String> words(String value) {
        return SEPARATOR.splitAsStream(value).filter(word -> !word.isEmpty()).toList();
    }

    private static void parse(String value, Set<Network> networks, List<String> unread) {
        for (String word : words(value)) {
            // What Postfix excludes is no reason to ban: an exclusion is left out, not subtracted.
            if (word.startsWith("!")) {
                continue;
            }
            Optional<Network> network = Network.parse(word.replaceAll("[\\[\\]]", ""));
            if (network.isPresent()) {
                networks.add(network.get());
            } else if (word.startsWith("/")) {
                parseFile(Path.of(word), networks, unread);
            } else {
                unread.add(word);
            }
        }
    }

    /** One level deep: a file named inside a file is not followed. */
    private static void parseFile(Path file, Set<Network> networks, List<String> unread) {
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (!text.startsWith("#") && !text.startsWith("/")) {
                    parse(text, networks, unread);
                }
            }
        } catch (IOException unreadable) {
            unread.add(file.toString());
        }
    }
}
