package postwarden.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.safere.Matcher;
import org.safere.Pattern;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;
import postwarden.rules.Way.RunOn;

/**
 * One pattern, ready to be held against whole texts, in time linear in their length. Safe for any
 * thread.
 */
final class EntryPattern {
    private final Expression expression;
    private final Pattern pattern;

    /** Present if it ends in {@code .*}. */
    private final Optional<HeadAndTail> openEnded;

    private final boolean isHead;

    private final Screen screen;
    private final Map<String, Expression> parts;
    private final Optional<RunOn> looseness;

    private EntryPattern(Expression expression, Optional<RunOn> looseness) {
        this.expression = expression;
        this.looseness = looseness;
        Sequence straight = Straightened.of(expression);
        this.openEnded =
                endsInAnything(straight) ? Optional.of(HeadAndTail.of(straight)) : Optional.empty();
        Optional<String> optionalTail = beforeOptionalTail(straight);
        this.isHead = openEnded.isPresent() || optionalTail.isPresent();
        this.pattern =
                compiled(
                        openEnded
                                .map(each -> each.head().regex())
                                .or(() -> optionalTail)
                                .orElseGet(straight::regex));
        this.screen = Screen.of(expression);
        this.parts = new HashMap<>();
        collect(expression);
    }

    /** A pattern that says whose strike it is. Throws {@link PatternException}. */
    static EntryPattern of(String text) {
        Expression expression = PatternParser.parse(text);
        return new EntryPattern(expression, AddressPlace.looseness(expression));
    }

    /** A pattern that only says whether; tags are allowed. Throws {@link PatternException}. */
    static EntryPattern plain(String text) {
        return new EntryPattern(PatternParser.parse(text), Optional.empty());
    }

    /** A pattern for one text alone. */
    static EntryPattern exactly(String text) {
        return new EntryPattern(
                new Sequence(text.codePoints().<Expression>mapToObj(Literal::new).toList()),
                Optional.empty());
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new PatternException(
                    0, "too large to match in linear time: " + e.getDescription());
        }
    }

    /** What makes the address' place uncertain. */
    Optional<RunOn> looseness() {
        return looseness;
    }

    Expression expression() {
        return expression;
    }

    Set<String> parts() {
        return parts.keySet();
    }

    Screen screen() {
        return screen;
    }

    boolean fits(String text) {
        return screen.passes(text) && matches(pattern.matcher(text), text);
    }

    Optional<Fit> fit(String text) {
        return screen.passes(text) ? fitScreened(text) : Optional.empty();
    }

    /** Of a text that is known to pass the screen. */
    Optional<Fit> fitScreened(String text) {
        Matcher matcher = pattern.matcher(text);
        return matches(matcher, text) ? Optional.of(new Fit(this, matcher)) : Optional.empty();
    }

    /** An entry is mostly tail: where the end is open, the tail is not looked at. */
    private boolean matches(Matcher matcher, String text) {
        return isHead
                ? matcher.lookingAt()
                        && (openEnded.isEmpty() || openEnded.get().follows(text, matcher.end()))
                : matcher.matches();
    }

    /** True only if whatever the other fits is certain to fit this, too. */
    boolean covers(EntryPattern other) {
        if (expression.regex().equals(other.expression.regex())) {
            return true;
        }
        boolean open = endsInAnything(expression);
        List<Expression> head = items(open ? withoutLast(expression) : expression);
        List<Expression> items = items(other.expression);
        return open
                && head.size() <= items.size()
                && regexes(head).equals(regexes(items.subList(0, head.size())));
    }

    private static List<String> regexes(List<Expression> expressions) {
        return expressions.stream().map(Expression::regex).toList();
    }

    private static List<Expression> items(Expression expression) {
        return expression instanceof Sequence(List<Expression> items) ? items : List.of(expression);
    }

    /**
     * Of {@code x(y.*)?}: what must be found at a text's beginning for all of it to fit, {@code x}
     * with {@code y} or the end behind it.
     */
    private static Optional<String> beforeOptionalTail(Sequence straight) {
        return !straight.items().isEmpty()
                        && straight.items().getLast() instanceof Repeat repeat
                        && repeat.least() == 0
                        && repeat.most() == 1
                        && endsInAnything(repeat.inner())
                ? Optional.of(
                        withoutLast(straight).regex()
                                + "(?:\\z|"
                                + withoutLast(repeat.inner()).regex()
                                + ")")
                : Optional.empty();
    }

    private static boolean endsInAnything(Expression expression) {
        return expression instanceof Sequence(List<Expression> items)
                && !items.isEmpty()
                && HeadAndTail.isAnything(items.getLast());
    }

    private static Expression withoutLast(Expression expression) {
        List<Expression> items = ((Sequence) expression).items();
        return new Sequence(items.subList(0, items.size() - 1));
    }

    boolean hasPart(String name) {
        return parts.containsKey(name);
    }

    /** False if the part may hold something else than digits. */
    boolean isNumber(String part) {
        return onlyDigits(parts.get(part));
    }

    private void collect(Expression expression) {
        switch (expression) {
            case Literal literal -> {}
            case OneOf oneOf -> {}
            case Sequence(List<Expression> items) -> items.forEach(this::collect);
            case Choice(List<Expression> branches) -> branches.forEach(this::collect);
            case Repeat repeat -> collect(repeat.inner());
            case Tagged tagged -> {}
            case Part(String name, Expression inner) -> {
                if (parts.put(name, inner) != null) {
                    throw new PatternException(0, "two parts are named '" + name + "'");
                }
                if (Character.isUpperCase(name.charAt(0))) {
                    throw new PatternException(0, "a part's name begins in lower case");
                }
                collect(inner);
            }
        }
    }

    private static boolean onlyDigits(Expression expression) {
        return switch (expression) {
            case Literal(int character) -> character >= '0' && character <= '9';
            case OneOf oneOf -> oneOf.characters().acceptsOnlyDigits();
            case Sequence(List<Expression> items) ->
                    items.stream().allMatch(EntryPattern::onlyDigits);
            case Choice(List<Expression> branches) ->
                    branches.stream().allMatch(EntryPattern::onlyDigits);
            case Repeat repeat -> onlyDigits(repeat.inner());
            case Tagged tagged -> false;
            case Part(String name, Expression inner) -> onlyDigits(inner);
        };
    }
}
