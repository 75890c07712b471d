package postwarden.fail2ban;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        Node piece = Pieces.many(border.negated(), 0);
        Node other = Pieces.otherThan(Set.of(inside), border);
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
}
