package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** The ignoreregexes, as an {@code ignore} of the jail's or as comments. */
final class Ignores {
    private record Ignore(String regex, String pattern, String objection) {}

    private final List<Ignore> all;

    private Ignores(List<Ignore> all) {
        this.all = all;
    }

    static Ignores of(Filter filter, Linter linter) {
        List<Ignore> all = new ArrayList<>();
        for (String regex : filter.ignoreregexes()) {
            try {
                for (List<Node> row : Rows.of(RegexParser.parse(regex))) {
                    List<Node> items = Anchors.fixed(row).items();
                    String pattern =
                            PatternWriter.written(
                                    Anchors.withoutIdleTail(Boundaries.written(items)));
                    String objection =
                            items.stream().anyMatch(Node.Ahead.class::isInstance)
                                    ? "it looks ahead"
                                    : linter.ignore(pattern)
                                            .map(Linter.Objection::sentence)
                                            .orElse("");
                    all.add(new Ignore(regex, pattern, objection));
                }
            } catch (Untranslatable reason) {
                all.add(new Ignore(regex, "", reason.getMessage()));
            }
        }
        return new Ignores(all);
    }

    int taken() {
        return (int) all.stream().filter(each -> each.objection.isEmpty()).count();
    }

    int left() {
        return all.size() - taken();
    }

    void write(RuleFileText text) {
        for (Ignore ignore : all) {
            text.line("");
            if (ignore.objection.isEmpty()) {
                text.comment("ignoreregex:");
                text.original(ignore.regex);
                text.line("ignore " + PatternWriter.quoted(ignore.pattern));
            } else {
                text.look(
                        "an ignoreregex is not taken over, so more counts than did: "
                                + ignore.objection);
                text.original(ignore.regex);
                if (!ignore.pattern.isEmpty()) {
                    text.original("ignore " + PatternWriter.quoted(ignore.pattern));
                }
            }
        }
    }
}
