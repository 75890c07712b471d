package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a form stricter, so that the linter accepts it, or easier to read for the matcher. */
final class Narrowing {
    private static final String NOTE =
            "narrower than fail2ban's: what stands in front of the address must not hold the"
                    + " character that ends it";

    private static final String BEHIND =
            "narrower than fail2ban's: what varies behind the address must not hold '.' or ':', or a"
                    + " client could have something else taken for it";

    private Narrowing() {}

    /**
     * Every repetition in front of the address leaves out the character behind it, {@code \S*,} as
     * {@code [^\s,]*,}. Empty if it could then name another than before: what ended in front of the
     * last address would end in front of the first.
     */
    static Optional<Form> of(Form form) {
        try {
            List<Node> items = ended(form.items());
            return Readings.agree(items, form.items())
                    ? Optional.of(form.with(items, NOTE))
                    : Optional.empty();
        } catch (Untranslatable tooLarge) {
            return Optional.empty();
        }
    }

    /**
     * What is repeated behind the address cannot hold another one: no dot, no colon. There the
     * server speaks, and it seldom says either.
     */
    static Form behind(Form form) {
        List<Node> items = plain(form.items(), new boolean[1]);
        return items.equals(form.items()) ? form : form.with(items, BEHIND);
    }

    private static List<Node> plain(List<Node> items, boolean[] behind) {
        List<Node> all = new ArrayList<>();
        for (Node item : items) {
            boolean holds = item.has(node -> node instanceof Node.Address);
            if (holds && item instanceof Node.Group(String name, boolean shown, Node inner)) {
                all.add(
                        new Node.Group(
                                name, shown, Node.sequence(plain(Node.items(inner), behind))));
            } else {
                boolean open = !behind[0] || item.equals(Node.rest());
                all.add(open ? item : item.changed(Narrowing::withoutAddress));
            }
            behind[0] |= holds;
        }
        return all;
    }

    private static Node withoutAddress(Node node) {
        return node instanceof Node.Repeat repeat
                        && repeat.most() == Node.UNBOUNDED
                        && repeat.inner() instanceof Node.One(Characters characters)
                ? new Node.Repeat(
                        new Node.One(characters.minus(Characters.of('.').or(Characters.of(':')))),
                        repeat.least(),
                        repeat.most(),
                        repeat.lazy())
                : node;
    }

    private static List<Node> ended(List<Node> items) {
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            if (item.has(node -> node instanceof Node.Address)) {
                all.add(
                        item instanceof Node.Group(String name, boolean shown, Node inner)
                                ? new Node.Group(
                                        name, shown, Node.sequence(ended(Node.items(inner))))
                                : item);
                all.addAll(items.subList(i + 1, items.size()));
                return all;
            }
            Node next = i + 1 < items.size() ? items.get(i + 1) : Node.nothing();
            all.add(next instanceof Node.One(Characters end) ? without(item, end) : item);
        }
        return all;
    }

    private static Node without(Node node, Characters end) {
        return switch (node) {
            case Node.Group(String name, boolean shown, Node inner) ->
                    new Node.Group(name, shown, without(inner, end));
            case Node.Repeat repeat
                    when repeat.most() == Node.UNBOUNDED
                            && repeat.inner() instanceof Node.One(Characters characters) ->
                    new Node.Repeat(
                            new Node.One(characters.minus(end)),
                            repeat.least(),
                            repeat.most(),
                            repeat.lazy());
            default -> node;
        };
    }

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
