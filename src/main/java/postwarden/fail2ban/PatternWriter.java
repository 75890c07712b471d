package postwarden.fail2ban;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a pattern as rule files have it, without the slashes around. */
final class PatternWriter {
    private final Set<String> named = new HashSet<>();

    private PatternWriter() {}

    static String written(List<Node> items) {
        return guarded(new PatternWriter().row(items));
    }

    /** In a rule file, between slashes. */
    static String quoted(String pattern) {
        return "~/" + pattern.replace("/", "\\/") + "/";
    }

    /** The name of a part: letters and digits only. */
    static String partName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** {@code <} in front of capitals would begin a tag. Our own tags have no mark. */
    private static String guarded(String text) {
        return text.replaceAll("<(?=[A-Z]+>)", "\\\\<")
                .replace(ADDRESS_MARK, "<ADDR>")
                .replace(CLIENT_MARK, "<CLIENT>");
    }

    private static final String ADDRESS_MARK = "\uE001";
    private static final String CLIENT_MARK = "\uE002";

    private String row(List<Node> items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(one(item)));
        return text.toString();
    }

    private String one(Node node) {
        return switch (node) {
            case Node.One(Characters characters) -> characters.written();
            case Node.Other other -> Character.toString(other.character());
            case Node.Sequence(List<Node> items) -> row(items);
            case Node.Choice(List<Node> branches) -> "(" + branches(branches) + ")";
            case Node.Repeat repeat -> repeated(repeat);
            case Node.Group group -> group(group);
            case Node.Address address -> address.client() ? CLIENT_MARK : ADDRESS_MARK;
            case Node.Prefix prefix -> "";
            case Node.Start start -> "";
            case Node.End end -> "";
            case Node.Boundary boundary -> "\\b";
            case Node.Ahead ahead -> "";
            case Node.Conditional conditional -> "";
        };
    }

    private String branches(List<Node> branches) {
        return String.join("|", branches.stream().map(this::one).toList());
    }

    private String group(Node.Group group) {
        String inner =
                group.inner() instanceof Node.Choice(List<Node> branches)
                        ? branches(branches)
                        : one(group.inner());
        String name = partName(group.name());
        boolean shown = group.shown() && !name.isEmpty() && name.charAt(0) >= 'a';
        return shown && named.add(name) ? "(?<" + name + ">" + inner + ")" : "(" + inner + ")";
    }

    private String repeated(Node.Repeat repeat) {
        boolean single =
                repeat.inner() instanceof Node.One
                        || repeat.inner() instanceof Node.Other
                        || repeat.inner() instanceof Node.Choice
                        || repeat.inner() instanceof Node.Group;
        String inner = single ? one(repeat.inner()) : "(" + one(repeat.inner()) + ")";
        return inner + count(repeat) + (repeat.lazy() ? "?" : "");
    }

    private static String count(Node.Repeat repeat) {
        if (repeat.most() == Node.UNBOUNDED) {
            return repeat.least() == 0
                    ? "*"
                    : repeat.least() == 1 ? "+" : "{" + repeat.least() + ",}";
        }
        if (repeat.isOptional()) {
            return "?";
        }
        return repeat.least() == repeat.most()
                ? "{" + repeat.least() + "}"
                : "{" + repeat.least() + "," + repeat.most() + "}";
    }
}
