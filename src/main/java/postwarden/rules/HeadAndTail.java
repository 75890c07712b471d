package postwarden.rules;

import java.util.List;
import java.util.Set;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * A pattern that ends in {@code .*}, taken apart for the matcher: an entry is mostly tail, and most
 * of it need not be looked at. Nor is a matcher needed for {@code .*TEXT.*}: the text stands
 * somewhere behind the head, or it does not. That is the same only if the head can end in one place
 * alone.
 *
 * @param head what the matcher looks for at the beginning
 * @param tail texts of which one must follow somewhere; none: nothing need follow
 */
record HeadAndTail(Expression head, Set<String> tail) {
    /** Of a {@link Straightened} pattern that ends in {@code .*}. */
    static HeadAndTail of(Sequence openEnded) {
        List<Expression> items = openEnded.items().subList(0, openEnded.items().size() - 1);
        int last = items.size() - 1;
        while (last > 0 && !isAnything(items.get(last))) {
            last--;
        }
        if (last > 0 && endsInOnePlace(items.subList(0, last))) {
            Set<String> texts = Literals.exact(new Sequence(items.subList(last + 1, items.size())));
            if (!texts.isEmpty()) {
                return new HeadAndTail(new Sequence(items.subList(0, last)), texts);
            }
        }
        return new HeadAndTail(new Sequence(items), Set.of());
    }

    /**
     * @param headEnd where the head ended
     */
    boolean follows(String text, int headEnd) {
        if (tail.isEmpty()) {
            return true;
        }
        for (String wanted : tail) {
            if (text.indexOf(wanted, headEnd) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code .*}. */
    static boolean isAnything(Expression expression) {
        return expression instanceof Repeat repeat
                && repeat.inner().equals(OneOf.ANY)
                && repeat.least() == 0
                && repeat.most() == Expression.UNBOUNDED;
    }

    /** Whatever may be longer or shorter ends where a character comes that it does not accept. */
    private static boolean endsInOnePlace(List<Expression> items) {
        for (int i = 0; i < items.size(); i++) {
            boolean isLast = i + 1 == items.size();
            if (!isSingle(items.get(i))
                    && (isLast
                            || !isSingle(items.get(i + 1))
                            || !stopsAt(items.get(i), items.get(i + 1).characters()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSingle(Expression item) {
        return item instanceof Literal || item instanceof OneOf;
    }

    private static boolean stopsAt(Expression item, CharClass next) {
        return switch (item) {
            case Part(String name, Expression inner) -> isSingle(inner) || stopsAt(inner, next);
            case Repeat repeat -> !repeat.inner().characters().acceptsAnyOf(next);
            case Literal single -> true;
            case OneOf single -> true;
            case Choice choice -> !choice.characters().acceptsAnyOf(next);
            case Sequence sequence -> !sequence.characters().acceptsAnyOf(next);
            case Tagged tagged -> !tagged.characters().acceptsAnyOf(next);
        };
    }
}
