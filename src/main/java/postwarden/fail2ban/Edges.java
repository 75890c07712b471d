package postwarden.fail2ban;

import java.util.List;

/** With which characters a text of a regular expression can begin and end. */
final class Edges {
    private Edges() {}

    static boolean mayBeEmpty(Node node) {
        return switch (node) {
            case Node.Sequence(List<Node> items) -> items.stream().allMatch(Edges::mayBeEmpty);
            case Node.Choice(List<Node> branches) -> branches.stream().anyMatch(Edges::mayBeEmpty);
            case Node.Repeat repeat -> repeat.least() == 0 || mayBeEmpty(repeat.inner());
            case Node.Group group -> mayBeEmpty(group.inner());
            case Node.One one -> false;
            case Node.Other other -> false;
            case Node.Address address -> false;
            default -> true;
        };
    }

    static Characters first(List<Node> items) {
        Characters first = Characters.NONE;
        for (Node item : items) {
            first = first.or(edge(item, true));
            if (!mayBeEmpty(item)) {
                return first;
            }
        }
        return first;
    }

    static Characters last(List<Node> items) {
        return items.isEmpty()
                ? Characters.NONE
                : edge(items.getLast(), false)
                        .or(
                                mayBeEmpty(items.getLast())
                                        ? last(items.subList(0, items.size() - 1))
                                        : Characters.NONE);
    }

    private static Characters edge(Node node, boolean front) {
        return switch (node) {
            case Node.One(Characters characters) -> characters;
            case Node.Other other -> Characters.of(other.character());
            case Node.Sequence(List<Node> items) -> front ? first(items) : last(items);
            case Node.Choice(List<Node> branches) ->
                    branches.stream()
                            .map(branch -> edge(branch, front))
                            .reduce(Characters.NONE, Characters::or);
            case Node.Repeat repeat -> edge(repeat.inner(), front);
            case Node.Group group -> edge(group.inner(), front);
            case Node.Address address -> Characters.ANY;
            default -> Characters.NONE;
        };
    }
}
