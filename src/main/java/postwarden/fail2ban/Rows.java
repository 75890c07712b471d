package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A regular expression as rows of items, any of which will do. Whatever a pattern has in the open
 * only (the address, anchors, lookaheads) then stands in no alternative and no repetition.
 */
final class Rows {
    private static final int MOST = 64;
    private static final int MOST_TIMES = 3;

    private Rows() {}

    static List<List<Node>> of(Node node) {
        if (!isBound(node)) {
            return List.of(List.of(node));
        }
        List<List<Node>> rows = split(node);
        if (rows.size() > MOST) {
            throw new Untranslatable("it has too many alternatives around the address");
        }
        return rows;
    }

    private static List<List<Node>> split(Node node) {
        return switch (node) {
            case Node.Sequence(List<Node> items) -> {
                List<List<Node>> all = List.of(List.of());
                for (Node item : items) {
                    all = joined(all, of(item));
                }
                yield all;
            }
            case Node.Choice(List<Node> branches) -> {
                List<List<Node>> all = new ArrayList<>();
                List<Node> plain = branches.stream().filter(each -> !isBound(each)).toList();
                if (!plain.isEmpty()) {
                    all.add(List.of(Node.choice(plain)));
                }
                branches.stream().filter(Rows::isBound).map(Rows::of).forEach(all::addAll);
                yield all;
            }
            case Node.Group group when !isContent(group) -> of(group.inner());
            case Node.Repeat repeat when repeat.isOptional() -> {
                List<List<Node>> all = new ArrayList<>(of(repeat.inner()));
                all.add(List.of());
                yield all;
            }
            case Node.Repeat repeat when repeat.most() <= MOST_TIMES -> {
                List<List<Node>> all = new ArrayList<>();
                for (int times = repeat.most(); times >= repeat.least(); times--) {
                    all.addAll(of(Node.sequence(Collections.nCopies(times, repeat.inner()))));
                }
                yield all;
            }
            case Node.Repeat repeat ->
                    throw new Untranslatable(
                            "it repeats what holds an address, an anchor or a lookahead");
            default -> List.of(List.of(node));
        };
    }

    private static boolean isBound(Node node) {
        return node.has(
                each ->
                        each instanceof Node.Address
                                || each instanceof Node.Prefix
                                || each instanceof Node.Start
                                || each instanceof Node.End
                                || each instanceof Node.Boundary
                                || each instanceof Node.Ahead
                                || isContent(each));
    }

    /** The group of a prefregex that says what the failregexes look at. */
    static boolean isContent(Node node) {
        return node instanceof Node.Group group && group.name().equals("content");
    }

    private static List<List<Node>> joined(List<List<Node>> heads, List<List<Node>> tails) {
        List<List<Node>> all = new ArrayList<>();
        for (List<Node> head : heads) {
            for (List<Node> tail : tails) {
                List<Node> row = new ArrayList<>(head);
                tail.forEach(item -> row.addAll(Node.items(item)));
                all.add(List.copyOf(row));
            }
        }
        if (all.size() > MOST) {
            throw new Untranslatable("it has too many alternatives around the address");
        }
        return all;
    }
}
