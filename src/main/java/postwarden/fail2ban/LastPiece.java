package postwarden.fail2ban;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Behind the address fail2ban's filters let more follow, {@code (?: on \S+)?}, and what stands
 * there may be an address, too. Then {@code user .* <HOST>} has two places in {@code user x
 * 203.0.113.250 on 198.51.100.9}. It has one if the user's name does not end with {@code on}.
 */
final class LastPiece {
    private static final Characters BLANK = Characters.of(' ');
    private static final Node.One ANY = new Node.One(Characters.ANY);

    private static final String NOTE =
            "narrower than fail2ban's: where anything may stand in front of the address, it must not"
                    + " end with a word behind which fail2ban's lets another one stand";

    private LastPiece() {}

    /** What runs on in front of the address does not end with such a word. */
    static Form narrowed(Form form) {
        Set<List<Characters>> words = new LinkedHashSet<>();
        boolean behind = false;
        for (Node item : form.items()) {
            if (behind) {
                item.has(node -> node instanceof Node.Sequence row && collect(row.items(), words));
            }
            behind |= item.has(node -> node instanceof Node.Address);
        }
        return words.isEmpty()
                ? form
                : form.withFront(item -> item.changed(node -> without(node, words)), NOTE);
    }

    /** Never true, so that all are asked. */
    private static boolean collect(List<Node> row, Set<List<Characters>> words) {
        for (int i = 2; i < row.size(); i++) {
            if (Narrowing.varies(row.get(i)) && row.get(i - 1).is(' ')) {
                int from = i - 1;
                while (from > 0
                        && row.get(from - 1) instanceof Node.One(Characters characters)
                        && !characters.intersects(BLANK)) {
                    from--;
                }
                words.add(
                        row.subList(from, i - 1).stream()
                                .map(each -> ((Node.One) each).characters())
                                .toList());
            }
        }
        words.remove(List.<Characters>of());
        return false;
    }

    /** {@code .*}: a piece, or several of which the last one is none of the words. */
    private static Node without(Node node, Set<List<Characters>> words) {
        if (!(node instanceof Node.Repeat repeat)
                || !repeat.inner().equals(ANY)
                || repeat.least() > 1
                || repeat.most() != Node.UNBOUNDED) {
            return node;
        }
        Node several =
                Node.sequence(
                        List.of(
                                new Node.Repeat(ANY, 0, Node.UNBOUNDED, repeat.lazy()),
                                new Node.One(BLANK),
                                Pieces.otherThan(words, BLANK)));
        return Node.choice(List.of(Pieces.many(BLANK.negated(), repeat.least()), several));
    }
}
