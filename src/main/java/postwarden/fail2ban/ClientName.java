package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/**
 * Recognizes Postfix's way to name a client, {@code name[address]} or {@code name[address]:port},
 * whatever a filter allows for the name. Postfix's names hold neither blanks nor brackets.
 */
final class ClientName {
    private static final Characters NAME =
            Characters.BLANKS.or(Characters.of('[')).or(Characters.of(']')).negated();

    private ClientName() {}

    static List<Node> recognized(List<Node> items) {
        List<Node> written = new ArrayList<>();
        int i = 0;
        while (i < items.size()) {
            boolean named =
                    i + 3 < items.size()
                            && isName(items.get(i))
                            && items.get(i + 1).is('[')
                            && items.get(i + 2) instanceof Node.Address
                            && items.get(i + 3).is(']');
            if (!named) {
                written.add(
                        items.get(i) instanceof Node.Group group
                                ? new Node.Group(
                                        group.name(),
                                        group.shown(),
                                        Node.sequence(recognized(Node.items(group.inner()))))
                                : items.get(i));
                i++;
            } else if (i + 4 < items.size() && isPort(items.get(i + 4))) {
                written.add(new Node.Address(true));
                i += 5;
            } else {
                Node.Repeat name = (Node.Repeat) items.get(i);
                written.add(
                        new Node.Repeat(
                                new Node.One(NAME), name.least(), name.most(), name.lazy()));
                i++;
            }
        }
        return written;
    }

    private static boolean isName(Node node) {
        return node instanceof Node.Repeat repeat
                && repeat.most() == Node.UNBOUNDED
                && repeat.inner() instanceof Node.One(Characters characters)
                && Characters.WORDS.isWithin(characters);
    }

    /** {@code (?::\d+)?}. */
    private static boolean isPort(Node node) {
        return node instanceof Node.Repeat repeat
                && repeat.isOptional()
                && repeat.inner() instanceof Node.Sequence(List<Node> items)
                && items.size() == 2
                && items.get(0).is(':')
                && items.get(1) instanceof Node.Repeat digits
                && digits.inner().equals(new Node.One(Characters.DIGITS));
    }
}
