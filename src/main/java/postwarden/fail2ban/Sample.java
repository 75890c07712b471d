package postwarden.fail2ban;

import java.util.List;
import postwarden.Entry;

/** The shortest entry that a form fits: an example made up out of the form itself. */
final class Sample {
    static final String OFFENDER = "203.0.113.9";

    private static final String PREFERRED = "aA1 -=x";

    private Sample() {}

    static String of(List<Node> items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(of(item)));
        return text.toString();
    }

    private static String of(Node node) {
        return switch (node) {
            case Node.One(Characters characters) -> Character.toString(one(characters));
            case Node.Other other -> Character.toString(other.character());
            case Node.Sequence(List<Node> items) -> of(items);
            case Node.Choice(List<Node> branches) -> of(branches.getFirst());
            case Node.Repeat repeat -> repeated(of(repeat.inner()), repeat.least());
            case Node.Group group -> of(group.inner());
            case Node.Address address -> address.client() ? "unknown[" + OFFENDER + "]" : OFFENDER;
            default -> "";
        };
    }

    private static String repeated(String text, int times) {
        if ((long) text.length() * times > Entry.MESSAGE_BYTES) {
            throw new Untranslatable("no entry is as long as it wants");
        }
        return text.repeat(times);
    }

    private static int one(Characters characters) {
        return PREFERRED
                .chars()
                .filter(characters::accepts)
                .findFirst()
                .orElseGet(
                        () -> {
                            int printable = characters.ascii().nextSetBit('!');
                            return printable > 0 ? printable : characters.ascii().nextSetBit(0);
                        });
    }
}
