package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Text between two borders, blanks most often. */
final class Pieces {
    private Pieces() {}

    /** A piece, perhaps empty, that is exactly none of these words. */
    static Node otherThan(Set<List<Characters>> words, Characters border) {
        Map<Characters, Set<List<Characters>>> rests = new LinkedHashMap<>();
        Characters others = border.negated();
        for (List<Characters> word : words) {
            if (!word.isEmpty()) {
                rests.computeIfAbsent(word.getFirst(), first -> new LinkedHashSet<>())
                        .add(word.subList(1, word.size()));
                others = others.minus(word.getFirst());
            }
        }
        boolean wordEnds = words.contains(List.of());
        if (rests.isEmpty()) {
            return many(others, wordEnds ? 1 : 0);
        }
        List<Node> branches = new ArrayList<>();
        branches.add(Node.sequence(List.of(new Node.One(others), many(border.negated(), 0))));
        rests.forEach(
                (first, rest) ->
                        branches.add(
                                Node.sequence(
                                        List.of(new Node.One(first), otherThan(rest, border)))));
        Node choice = new Node.Choice(branches);
        return wordEnds ? choice : new Node.Repeat(choice, 0, 1, false);
    }

    static Node many(Characters characters, int least) {
        return new Node.Repeat(new Node.One(characters), least, Node.UNBOUNDED, false);
    }
}
