package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes {@code (?(name)yes|no)} out: one regular expression where the group took part, one where it
 * did not. Python tries both, so together they say the same.
 */
final class Conditions {
    private Conditions() {}

    static List<Node> resolved(Node regex) {
        Optional<String> asked = asked(regex);
        if (asked.isEmpty()) {
            return List.of(regex);
        }
        if (!regex.hasGroup(asked.get())) {
            throw new Untranslatable("it has a condition on the group '" + asked.get() + "'");
        }
        return Stream.of(true, false)
                .map(part -> restricted(regex, asked.get(), part))
                .flatMap(Optional::stream)
                .flatMap(each -> resolved(each).stream())
                .toList();
    }

    private static Optional<String> asked(Node regex) {
        String[] found = new String[1];
        boolean any =
                regex.has(
                        node -> {
                            boolean is = node instanceof Node.Conditional;
                            if (is) {
                                found[0] = ((Node.Conditional) node).group();
                            }
                            return is;
                        });
        return any ? Optional.of(found[0]) : Optional.empty();
    }

    /** What is left where the group takes part, or does not; empty: that cannot be. */
    static Optional<Node> restricted(Node node, String name, boolean takesPart) {
        return switch (node) {
            case Node.Group group when group.name().equals(name) ->
                    takesPart ? Optional.of(group.inner()) : Optional.empty();
            case Node.Group group ->
                    restricted(group.inner(), name, takesPart)
                            .map(inner -> new Node.Group(group.name(), group.shown(), inner));
            case Node.Conditional conditional when conditional.group().equals(name) ->
                    restricted(takesPart ? conditional.yes() : conditional.no(), name, takesPart);
            case Node.Conditional conditional -> both(conditional, name, takesPart);
            case Node.Sequence(List<Node> items) -> {
                List<Node> left = new ArrayList<>();
                for (Node item : items) {
                    // what lacks the group is the same either way
                    boolean holds = item.hasGroup(name) || asks(item, name);
                    Optional<Node> rest =
                            holds ? restricted(item, name, takesPart) : Optional.of(item);
                    if (rest.isEmpty()) {
                        yield Optional.empty();
                    }
                    left.add(rest.get());
                }
                yield Optional.of(Node.sequence(left));
            }
            case Node.Choice(List<Node> branches) -> {
                boolean picks = takesPart && node.hasGroup(name);
                List<Node> left =
                        branches.stream()
                                .filter(branch -> !picks || branch.hasGroup(name))
                                .map(branch -> restricted(branch, name, takesPart))
                                .flatMap(Optional::stream)
                                .toList();
                yield left.isEmpty() ? Optional.empty() : Optional.of(Node.choice(left));
            }
            case Node.Repeat repeat when repeat.hasGroup(name) -> {
                if (!repeat.isOptional()) {
                    throw new Untranslatable("it has a condition on a group that repeats");
                }
                Optional<Node> inner = restricted(repeat.inner(), name, takesPart);
                yield takesPart ? inner : Optional.of(Node.nothing());
            }
            case Node.Repeat repeat ->
                    restricted(repeat.inner(), name, takesPart)
                            .map(
                                    inner ->
                                            new Node.Repeat(
                                                    inner,
                                                    repeat.least(),
                                                    repeat.most(),
                                                    repeat.lazy()));
            default -> Optional.of(node);
        };
    }

    private static Optional<Node> both(
            Node.Conditional conditional, String name, boolean takesPart) {
        Optional<Node> yes = restricted(conditional.yes(), name, takesPart);
        Optional<Node> no = restricted(conditional.no(), name, takesPart);
        return yes.isPresent() && no.isPresent()
                ? Optional.of(new Node.Conditional(conditional.group(), yes.get(), no.get()))
                : Optional.empty();
    }

    private static boolean asks(Node node, String name) {
        return node.has(each -> each instanceof Node.Conditional c && c.group().equals(name));
    }
}
