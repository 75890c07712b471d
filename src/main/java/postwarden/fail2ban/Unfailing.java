package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code <F-NOFAIL>}: fail2ban learns who it is from such a line, and counts nothing. Where it is
 * one of several alternatives, the others count.
 */
final class Unfailing {
    private static final String NOFAIL = "nofail";

    private Unfailing() {}

    /**
     * What counts. Throws {@link Untranslatable} if nothing does.
     *
     * @param refused gets what the part named after it must not be
     */
    static Node without(Node regex, Map<String, Node> refused) {
        Node left =
                regex.changed(
                        node ->
                                node instanceof Node.Choice(List<Node> branches)
                                        ? others(branches, node, refused)
                                        : node);
        boolean unfailing =
                left.has(
                        node ->
                                node instanceof Node.Group group
                                        && (group.name().equals("mlfgained")
                                                || (group.name().equals(NOFAIL)
                                                        && !refused.containsKey(NOFAIL))));
        if (unfailing) {
            throw new Untranslatable(
                    "fail2ban counts no failure for it either: it only learns from it who is at the"
                            + " other end");
        }
        return left;
    }

    private static Node others(List<Node> branches, Node choice, Map<String, Node> refused) {
        List<Node> counting = new ArrayList<>(branches);
        boolean any = false;
        for (Node branch : branches) {
            if (branch instanceof Node.Group group && group.name().equals(NOFAIL)) {
                counting.remove(branch);
                refused.merge(
                        NOFAIL, group.inner(), (one, two) -> new Node.Choice(List.of(one, two)));
                any = true;
            }
        }
        return any && !counting.isEmpty()
                ? new Node.Group(NOFAIL, true, Node.choice(counting))
                : choice;
    }
}
