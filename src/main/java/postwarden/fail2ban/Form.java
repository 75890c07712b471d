package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One form of the whole entry, as a pattern can say it.
 *
 * @param items with one address, without anchors and lookaheads
 * @param refused by the name of a part: what the part must not be
 * @param anchored whether the regular expression said where the message begins
 * @param notes what a human should know
 */
record Form(List<Node> items, Map<String, Node> refused, boolean anchored, List<String> notes) {
    Form {
        items = List.copyOf(items);
        refused = Map.copyOf(refused);
        notes = List.copyOf(notes);
    }

    Form with(List<Node> others) {
        return new Form(others, refused, anchored, notes);
    }

    Form with(List<Node> others, String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new Form(others, refused, anchored, all);
    }

    /** The same, with something done to each item in front of the address. */
    Form withFront(UnaryOperator<Node> change, String note) {
        List<Node> others = front(items, change);
        return others.equals(items) ? this : with(others, note);
    }

    private static List<Node> front(List<Node> items, UnaryOperator<Node> change) {
        List<Node> others = new ArrayList<>();
        boolean before = true;
        for (Node item : items) {
            boolean holds = item.has(node -> node instanceof Node.Address);
            if (before
                    && holds
                    && item instanceof Node.Group(String name, boolean shown, Node in)) {
                others.add(
                        new Node.Group(name, shown, Node.sequence(front(Node.items(in), change))));
            } else {
                others.add(before && !holds ? change.apply(item) : item);
            }
            before = before && !holds;
        }
        return others;
    }
}
