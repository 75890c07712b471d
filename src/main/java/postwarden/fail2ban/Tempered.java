package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code (?:(?! from ).)*}: anything that does not hold these words. Without a lookahead it is said
 * piece by piece: pieces between blanks, none of which is {@code from}.
 */
final class Tempered {
    private Tempered() {}

    /** Empty if the node is nothing of the kind. */
    static Optional<Node> written(Node node) {
        if (!(node instanceof Node.Repeat repeat)
                || repeat.most() != Node.UNBOUNDED
                || !(repeat.inner() instanceof Node.Sequence(List<Node> items))
                || items.size() != 2
                || !(items.get(0) instanceof Node.Ahead ahead)
                || !items.get(1).equals(new Node.One(Characters.ANY))) {
            return Optional.empty();
        }
        List<Node> words = Node.items(ahead.inner());
        boolean plain =
                words.stream()
                        .allMatch(
                                each ->
                                        each instanceof Node.One(Characters one)
                                                && one.ascii().cardinality() == 1);
        int last = words.size() - 1;
        if (ahead.wanted() || !plain || last < 2 || !words.get(0).equals(words.get(last))) {
            return Optional.empty();
        }
        List<Characters> inside =
                words.subList(1, last).stream()
                        .map(each -> ((Node.One) each).characters())
                        .toList();
        Characters border = ((Node.One) words.getFirst()).characters();
        if (inside.contains(border)) {
            return Optional.empty();
        }
        Node piece = many(border.negated(), 0);
        Node other = otherThan(inside, 0, border);
        // Too strict by one case, a last piece that is the word: what follows decides about that.
        return Optional.of(
                Node.sequence(
                        List.of(
                                piece,
                                new Node.Repeat(
                                        Node.sequence(List.of(new Node.One(border), other)),
                                        0,
                                        Node.UNBOUNDED,
                                        false))));
    }

    /** A piece, perhaps empty, that is not exactly this word. */
    private static Node otherThan(List<Characters> word, int from, Characters border) {
        if (from == word.size()) {
            return many(border.negated(), 1);
        }
        Characters next = word.get(from);
        List<Node> branches = new ArrayList<>();
        branches.add(
                Node.sequence(
                        List.of(
                                new Node.One(border.negated().minus(next)),
                                many(border.negated(), 0))));
        branches.add(Node.sequence(List.of(new Node.One(next), otherThan(word, from + 1, border))));
        return new Node.Repeat(new Node.Choice(branches), 0, 1, false);
    }

    private static Node many(Characters characters, int least) {
        return new Node.Repeat(new Node.One(characters), least, Node.UNBOUNDED, false);
    }
}
