package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes {@code (?!…)} and {@code (?=…)} out. What must not follow becomes an {@code ignore} of the
 * part that follows; what must follow is woven into what does.
 */
final class Lookaheads {
    private Lookaheads() {}

    /** What must follow cannot: no entry has this form. */
    static final class Impossible extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * @param refused gets what the parts made here must not be
     */
    static List<Node> taken(List<Node> row, Map<String, Node> refused) {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (!(row.get(i) instanceof Node.Ahead ahead)) {
                items.add(row.get(i));
                continue;
            }
            List<Node> behind = row.subList(i + 1, row.size());
            if (ahead.wanted()) {
                items.addAll(taken(woven(Node.items(ahead.inner()), behind), refused));
            } else {
                items.addAll(named(ahead.inner(), taken(behind, refused), refused));
            }
            return items;
        }
        return items;
    }

    private static List<Node> named(Node not, List<Node> behind, Map<String, Node> refused) {
        if (not.has(node -> node instanceof Node.Ahead || node instanceof Node.Start)) {
            throw new Untranslatable("it has a lookahead in a lookahead");
        }
        if (not.has(node -> node instanceof Node.End)) {
            throw new Untranslatable("it has an anchor in a lookahead");
        }
        String name = "after" + (refused.size() + 1);
        List<Node> open = new ArrayList<>(Node.items(not));
        open.add(Node.rest());
        refused.put(name, Node.sequence(Boundaries.written(open)));
        return List.of(new Node.Group(name, true, Node.sequence(behind)));
    }

    /**
     * Both at once: the same text up to {@code \S+} in the lookahead, which what follows fills in
     * with things that hold no blank, and has nothing more to say of the rest.
     */
    private static List<Node> woven(List<Node> ahead, List<Node> behind) {
        int same = 0;
        while (same < ahead.size()
                && same < behind.size()
                && ahead.get(same).equals(behind.get(same))) {
            same++;
        }
        if (same < ahead.size()
                && !Edges.mayBeEmpty(ahead.get(same))
                && !Edges.first(ahead.subList(same, ahead.size()))
                        .intersects(Edges.first(behind.subList(same, behind.size())))) {
            throw new Impossible();
        }
        boolean rest = behind.getLast().equals(Node.rest());
        boolean word =
                same < ahead.size()
                        && ahead.get(same) instanceof Node.Repeat repeat
                        && repeat.most() == Node.UNBOUNDED
                        && repeat.inner().equals(new Node.One(Characters.BLANKS.negated()))
                        && Edges.first(ahead.subList(same + 1, ahead.size()))
                                .isWithin(Characters.BLANKS);
        if (!word || !rest) {
            throw new Untranslatable("it looks ahead (?=…)");
        }
        List<Node> all = new ArrayList<>(behind.subList(0, same));
        behind.subList(same, behind.size() - 1).stream()
                .map(Lookaheads::blankless)
                .forEach(all::add);
        all.addAll(ahead.subList(same + 1, ahead.size()));
        all.add(Node.rest());
        return all;
    }

    private static Node blankless(Node node) {
        return node.changed(
                each -> {
                    if (!(each instanceof Node.One(Characters characters))) {
                        return each;
                    }
                    Characters left = characters.minus(Characters.BLANKS);
                    if (left.isEmpty()) {
                        throw new Untranslatable("it looks ahead (?=…)");
                    }
                    return new Node.One(left);
                });
    }
}
