package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets an address end where a word does. fail2ban's {@code <HOST>} takes a whole address or
 * nothing; {@code <ADDR>} takes what looks like a piece of one. Of {@code from from 198.51.100.9}
 * it would take the {@code f}, if anything may follow.
 */
final class AddressEnd {
    private static final Characters ALPHANUMERIC =
            Characters.DIGITS.or(Characters.range('A', 'Z')).or(Characters.range('a', 'z'));

    private AddressEnd() {}

    static List<Node> closed(List<Node> items) {
        List<Node> all = new ArrayList<>();
        boolean atEnd = false;
        for (Node item : items) {
            all.add(atEnd ? notWithin(item) : item);
            atEnd = (atEnd && Edges.mayBeEmpty(item)) || item.equals(new Node.Address(false));
        }
        return all;
    }

    /** A repetition, but not of what could have been more of the address. */
    private static Node notWithin(Node node) {
        boolean open =
                node instanceof Node.Repeat repeat
                        && repeat.least() == 0
                        && repeat.most() == Node.UNBOUNDED
                        && !repeat.equals(Node.rest())
                        && repeat.inner() instanceof Node.One(Characters characters)
                        && characters.intersects(ALPHANUMERIC);
        if (!open) {
            return node;
        }
        Node.Repeat repeat = (Node.Repeat) node;
        Characters characters = ((Node.One) repeat.inner()).characters();
        Node first = new Node.One(characters.minus(ALPHANUMERIC));
        return new Node.Repeat(Node.sequence(List.of(first, repeat)), 0, 1, repeat.lazy());
    }
}
