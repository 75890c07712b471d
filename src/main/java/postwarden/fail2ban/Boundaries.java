package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** Takes {@code \b} out, where it is certain what stands on one side of it. */
final class Boundaries {
    private Boundaries() {}

    static List<Node> written(List<Node> row) {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (!(row.get(i) instanceof Node.Boundary)) {
                items.add(row.get(i));
                continue;
            }
            Characters before = Edges.last(items);
            List<Node> behind = row.subList(i + 1, row.size());
            boolean word = before.isWithin(Characters.WORDS) && !before.isEmpty();
            if (word && behind.equals(List.of(Node.rest()))) {
                items.add(otherThanWord());
                return items;
            }
            Characters first = Edges.first(behind);
            boolean certain =
                    !before.isEmpty()
                            && !behind.stream().allMatch(Edges::mayBeEmpty)
                            && ((word && !first.intersects(Characters.WORDS))
                                    || (!before.intersects(Characters.WORDS)
                                            && first.isWithin(Characters.WORDS)));
            if (!certain) {
                throw new Untranslatable("it has a \\b between what may be anything");
            }
        }
        return items;
    }

    /** The end, or something that is no part of a word, and the rest. */
    private static Node otherThanWord() {
        return new Node.Repeat(
                Node.sequence(List.of(new Node.One(Characters.WORDS.negated()), Node.rest())),
                0,
                1,
                false);
    }
}
