package postwarden.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.safere.Matcher;
import org.safere.Pattern;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * Follows a text that a pattern does not fit as far as it can: the longest row of the pattern's
 * first elements that fits the text's beginning. If a row fits, every shorter one does, so a few
 * tries find it, each in linear time. Compiles patterns, so it is for people, not for the watch.
 */
final class Pursuit {
    private static final int MOST_WANTED = 40;

    private final String text;

    private Pursuit(String text) {
        this.text = text;
    }

    static Reach of(EntryPattern pattern, String text) {
        return new Pursuit(text).follow(List.of(), items(pattern.expression()));
    }

    static Comparator<Reach> byLength() {
        return Comparator.comparingInt(Reach::at);
    }

    private Reach follow(List<Expression> before, List<Expression> items) {
        int most = longest(before, items);
        List<Expression> fitting = row(before, items.subList(0, most));
        List<Expression> left = items.subList(most, items.size());
        Reach here = new Reach(end(fitting), wanted(left));
        return left.isEmpty() || !(left.getFirst() instanceof Choice(List<Expression> branches))
                ? here
                : branches.stream()
                        .map(branch -> follow(fitting, items(branch)))
                        .filter(reach -> reach.at() > here.at())
                        .max(byLength())
                        .orElse(here);
    }

    private int longest(List<Expression> before, List<Expression> items) {
        int fits = 0;
        int unfit = items.size() + 1;
        while (unfit - fits > 1) {
            int middle = (fits + unfit) / 2;
            if (matcher(row(before, items.subList(0, middle))).lookingAt()) {
                fits = middle;
            } else {
                unfit = middle;
            }
        }
        return fits;
    }

    private int end(List<Expression> row) {
        Matcher matcher = matcher(row);
        return matcher.lookingAt() ? matcher.end() : 0;
    }

    private Matcher matcher(List<Expression> row) {
        return Pattern.compile(new Sequence(row).regex()).matcher(text);
    }

    private static List<Expression> row(List<Expression> before, List<Expression> items) {
        return Stream.concat(before.stream(), items.stream()).toList();
    }

    private static List<Expression> items(Expression expression) {
        return switch (expression) {
            case Sequence(List<Expression> items) ->
                    items.stream().flatMap(item -> items(item).stream()).toList();
            case Part(String name, Expression inner) -> items(inner);
            default -> List.of(expression);
        };
    }

    /** The next element, or as many fixed characters as there are. */
    private static String wanted(List<Expression> left) {
        List<Expression> next = new ArrayList<>();
        for (Expression each : left) {
            if (next.size() == MOST_WANTED
                    || !(next.isEmpty() || each instanceof Literal)
                    || !(next.isEmpty() || next.getLast() instanceof Literal)) {
                break;
            }
            next.add(each);
        }
        return written(new Sequence(next));
    }

    /** As rule files write it. */
    private static String written(Expression expression) {
        return switch (expression) {
            case Literal(int character) -> Character.toString(character);
            case OneOf oneOf -> oneOf.equals(OneOf.ANY) ? "." : oneOf.regex();
            case Tagged tagged -> "<" + tagged.tag() + ">";
            case Part(String name, Expression inner) -> written(inner);
            case Sequence(List<Expression> items) ->
                    String.join("", items.stream().map(Pursuit::written).toList());
            case Choice(List<Expression> branches) ->
                    "(" + String.join("|", branches.stream().map(Pursuit::written).toList()) + ")";
            case Repeat repeat -> written(repeat) + repeat.count();
        };
    }

    private static String written(Repeat repeat) {
        String inner = written(repeat.inner());
        boolean single =
                repeat.inner() instanceof Literal
                        || repeat.inner() instanceof OneOf
                        || repeat.inner() instanceof Choice;
        return single ? inner : "(" + inner + ")";
    }
}
