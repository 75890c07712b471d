package postwarden.friends;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import postwarden.Network;

/**
 * A table of networks (cidr_table(5)). What it gives for a network does not matter to {@code
 * mynetworks}, so the networks are all there is to it. Where a line says less than all of a network
 * is trusted, all of it is a friend: that bans nobody by mistake.
 */
final class CidrTable {
    /** Those of the {@code if} around a line; a negated one is empty. */
    private final Deque<Optional<Network>> conditions = new ArrayDeque<>();

    private final Set<Network> networks;
    private final List<String> unread;

    private CidrTable(Set<Network> networks, List<String> unread) {
        this.networks = networks;
        this.unread = unread;
    }

    /**
     * @param word the table as Postfix's configuration names it
     */
    static void read(String word, Set<Network> networks, List<String> unread) {
        Optional<List<String>> lines = TableFile.lines(word.substring(TableFile.CIDR.length()));
        if (lines.isEmpty()) {
            unread.add(word);
            return;
        }
        CidrTable table = new CidrTable(networks, unread);
        for (String line : logical(lines.get())) {
            table.line(line, word);
        }
    }

    /** A line that begins with a blank goes on with the one before it. */
    private static List<String> logical(List<String> lines) {
        List<String> logical = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            boolean goesOn = Character.isWhitespace(line.charAt(0)) && !logical.isEmpty();
            logical.add(goesOn ? logical.removeLast() + " " + text : text);
        }
        return logical;
    }

    private void line(String line, String word) {
        String[] parts = line.split("\\s+", 3);
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "if" ->
                    conditions.push(
                            parts.length < 2 ? Optional.empty() : MyNetworks.network(parts[1]));
            case "endif" -> conditions.poll();
            default -> {
                Optional<Network> network = MyNetworks.network(parts[0]);
                if (network.isEmpty()) {
                    unread.add("'" + parts[0] + "' of " + word);
                } else if (parts.length > 1) { // Postfix skips a pattern without a result
                    within(network.get()).ifPresent(networks::add);
                }
            }
        }
    }

    /** What the conditions leave of it. */
    private Optional<Network> within(Network network) {
        Network left = network;
        for (Optional<Network> condition : conditions) {
            if (condition.isEmpty() || condition.get().contains(left)) {
                continue;
            }
            if (!left.contains(condition.get())) {
                return Optional.empty();
            }
            left = condition.get();
        }
        return Optional.of(left);
    }
}
