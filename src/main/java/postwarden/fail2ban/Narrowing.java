package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes a form stricter, so that the address has one place in it. */
final class Narrowing {
    private static final String IN_FRONT =
            "narrower than fail2ban's: what stands in front of the address must not hold the"
                    + " character that ends it";

    private static final Characters IN_ADDRESSES = Characters.of('.').or(Characters.of(':'));

    private static final String BEHIND =
            "narrower than fail2ban's: what varies behind the address must not hold '.' or ':', or a"
                    + " client could have something else taken for it";

    /** The first ones lose least. */
    private static final List<UnaryOperator<Form>> WAYS =
            List.of(
                    Narrowing::behind,
                    Narrowing::inFront,
                    form -> behind(LastPiece.narrowed(form)),
                    form -> inFront(behind(form)));

    private Narrowing() {}

    /**
     * Stricter ones that never name another than the form does. What does not fit any more at the
     * place of the address may still fit at another one: that is looked for in every text there is.
     */
    static Stream<Form> of(Form form) {
        return WAYS.stream()
                .map(way -> way.apply(form))
                .distinct()
                .filter(narrow -> !narrow.equals(form) && namesTheSame(narrow, form));
    }

    private static boolean namesTheSame(Form narrow, Form form) {
        try {
            return OpenEnds.leadToTheLast(form.items())
                    ? Readings.noneIsLater(narrow.items(), form.items())
                    : Readings.agree(narrow.items(), form.items());
        } catch (Untranslatable tooLarge) {
            return false;
        }
    }

    /**
     * Every repetition in front of the address leaves out the character behind it, {@code \S*,} as
     * {@code [^\s,]*,}.
     */
    private static Form inFront(Form form) {
        List<Node> items = ended(form.items());
        return items.equals(form.items()) ? form : form.with(items, IN_FRONT);
    }

    /**
     * What is repeated behind the address cannot hold another one: no dot, no colon. There the
     * server speaks, and it seldom says either.
     */
    private static Form behind(Form form) {
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
        return varies(node) ? without(node, IN_ADDRESSES) : node;
    }

    /** Whether it can hold an address. */
    static boolean varies(Node node) {
        return node instanceof Node.Repeat repeat
                && repeat.most() == Node.UNBOUNDED
                && repeat.inner() instanceof Node.One(Characters characters)
                && characters.intersects(IN_ADDRESSES);
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
            case Node.Choice(List<Node> branches) ->
                    new Node.Choice(branches.stream().map(each -> without(each, end)).toList());
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
}
