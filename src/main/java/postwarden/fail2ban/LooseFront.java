package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** What stands in front of the address and may run on. */
final class LooseFront {
    private LooseFront() {}

    /** The matcher tries the first place first. */
    static Form lazy(Form form) {
        return form.with(
                form.withFront(
                                item ->
                                        item.changed(
                                                node ->
                                                        node instanceof Node.Repeat repeat
                                                                        && isLoose(repeat)
                                                                ? new Node.Repeat(
                                                                        repeat.inner(),
                                                                        repeat.least(),
                                                                        repeat.most(),
                                                                        true)
                                                                : node),
                                "")
                        .items());
    }

    /** One repetition only, in front of the address, runs over blanks. */
    static boolean hasOneLoosePart(Form form) {
        int[] loose = new int[1];
        form.withFront(
                item -> {
                    item.has(
                            node -> {
                                loose[0] +=
                                        node instanceof Node.Repeat repeat && isLoose(repeat)
                                                ? 1
                                                : 0;
                                return false;
                            });
                    return item;
                },
                "");
        return loose[0] == 1;
    }

    private static boolean isLoose(Node.Repeat repeat) {
        return repeat.most() == Node.UNBOUNDED
                && !(repeat.inner() instanceof Node.One(Characters characters)
                        && !characters.accepts(' '));
    }

    /**
     * What stands in front of the address as one piece: too many ways through it for the linter.
     */
    static Form closed(Form form) {
        List<Node> front = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Node item : form.items()) {
            boolean behind = !rest.isEmpty() || item.has(node -> node instanceof Node.Address);
            (behind ? rest : front).add(item);
        }
        List<Node> items = new ArrayList<>();
        items.add(new Node.Repeat(Node.sequence(front), 1, 1, false));
        items.addAll(rest);
        return form.with(items);
    }
}
