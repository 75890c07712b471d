package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/**
 * Repetitions in front of the address whose end the text leaves open: what follows could be more of
 * them. If it is one, and fail2ban has it take as much as it can, then of two places for the
 * address fail2ban takes the last.
 */
final class OpenEnds {
    private final List<Node.Repeat> found = new ArrayList<>();
    private boolean atAddress;

    private OpenEnds() {}

    static boolean leadToTheLast(List<Node> items) {
        OpenEnds ends = new OpenEnds();
        ends.look(items, Characters.NONE);
        return ends.found.size() == 1 && !ends.found.getFirst().lazy();
    }

    private void look(List<Node> items, Characters behind) {
        for (int i = 0; i < items.size() && !atAddress; i++) {
            List<Node> rest = items.subList(i + 1, items.size());
            Characters next =
                    rest.stream().allMatch(Edges::mayBeEmpty)
                            ? Edges.first(rest).or(behind)
                            : Edges.first(rest);
            look(items.get(i), next);
        }
    }

    private void look(Node item, Characters next) {
        switch (item) {
            case Node.Address address -> atAddress = true;
            case Node.Sequence(List<Node> items) -> look(items, next);
            case Node.Group group -> look(group.inner(), next);
            case Node.Choice(List<Node> branches) -> branches.forEach(each -> look(each, next));
            case Node.Repeat repeat -> {
                Characters first = Edges.first(List.of(repeat.inner()));
                if (repeat.most() == Node.UNBOUNDED
                        && (!(repeat.inner() instanceof Node.One) || first.intersects(next))) {
                    found.add(repeat);
                }
                look(repeat.inner(), next.or(first));
            }
            default -> {}
        }
    }
}
