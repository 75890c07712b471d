package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a regular expression, which fail2ban searches in a line of a log, into forms of the whole
 * entry: without the prefix, without anchors, lookaheads and conditions, with one address each.
 */
final class Shape {
    private Shape() {}

    /**
     * The forms, any of which will do, and why some could not be brought into one.
     *
     * @param left reasons
     */
    record Forms(List<Form> forms, List<String> left) {}

    /** Throws {@link Untranslatable} if there are none. */
    static Forms of(String failregex, Optional<String> prefregex) {
        Node regex = parsed(failregex);
        Set<Form> forms = new LinkedHashSet<>();
        Set<String> left = new LinkedHashSet<>();
        for (Node variant : Conditions.resolved(regex)) {
            Map<String, Node> refused = new LinkedHashMap<>();
            Node failing = Unfailing.without(variant, refused);
            List<List<Node>> rows = Rows.of(failing);
            if (prefregex.isPresent()) {
                rows = behind(Rows.of(parsed(prefregex.get())), rows);
            }
            for (List<Node> row : rows) {
                try {
                    possible(row, refused).ifPresent(forms::add);
                } catch (Untranslatable reason) {
                    left.add(reason.getMessage());
                }
            }
        }
        if (forms.isEmpty()) {
            throw new Untranslatable(String.join("; ", left));
        }
        return new Forms(List.copyOf(forms), List.copyOf(left));
    }

    private static Node parsed(String regex) {
        return RegexParser.parse(regex)
                .changed(node -> Tempered.written(node).orElse(node))
                .changed(node -> node instanceof Node.Group g && isSyslog(g) ? g.inner() : node);
    }

    /** fail2ban's names of its own for the connection; nobody wants them as parts. */
    private static boolean isSyslog(Node.Group group) {
        return group.name().startsWith("mlf") && !group.name().equals("mlfgained");
    }

    /** The failregexes are searched in what the prefregex calls its content. */
    private static List<List<Node>> behind(List<List<Node>> fronts, List<List<Node>> rows) {
        List<List<Node>> all = new ArrayList<>();
        for (List<Node> front : fronts) {
            int content = 0;
            while (content < front.size() && !Rows.isContent(front.get(content))) {
                content++;
            }
            if (content == front.size()) {
                throw new Untranslatable("its prefregex has no <F-CONTENT>");
            }
            boolean whole =
                    front.get(content) instanceof Node.Group group
                            && group.inner() instanceof Node.Repeat repeat
                            && repeat.inner().equals(new Node.One(Characters.ANY))
                            && repeat.most() == Node.UNBOUNDED
                            && front.subList(content + 1, front.size()).stream()
                                    .allMatch(Node.End.class::isInstance);
            if (!whole) {
                throw new Untranslatable(
                        "its prefregex lets <F-CONTENT> end before the message does");
            }
            for (List<Node> row : rows) {
                List<Node> joined = new ArrayList<>(front.subList(0, content));
                boolean atStart = !row.isEmpty() && row.getFirst() instanceof Node.Start;
                if (!atStart) {
                    joined.add(Node.rest());
                }
                joined.addAll(row.subList(atStart ? 1 : 0, row.size()));
                all.add(joined);
            }
        }
        return all;
    }

    /** Empty if no entry can have this form. */
    private static Optional<Form> possible(List<Node> row, Map<String, Node> refused) {
        try {
            return Optional.of(form(row, refused));
        } catch (Lookaheads.Impossible nobody) {
            return Optional.empty();
        }
    }

    private static Form form(List<Node> row, Map<String, Node> refused) {
        Map<String, Node> all = new LinkedHashMap<>(refused);
        Anchors.Fixed fixed = Anchors.fixed(row);
        List<Node> items = Lookaheads.taken(fixed.items(), all);
        items = Boundaries.written(items);
        items = AddressEnd.closed(Anchors.withoutIdleTail(ClientName.recognized(items)));
        requireOneAddress(items);
        return new Form(items, all, fixed.anchored(), fixed.notes());
    }

    private static void requireOneAddress(List<Node> items) {
        long addresses =
                items.stream()
                        .filter(each -> each.has(node -> node instanceof Node.Address))
                        .count();
        if (addresses == 0) {
            throw new Untranslatable(
                    "no address stands in it (fail2ban takes it from other lines of the same"
                            + " connection), and every entry is judged alone");
        }
        if (addresses > 1) {
            throw new Untranslatable("two addresses stand in it");
        }
    }
}
