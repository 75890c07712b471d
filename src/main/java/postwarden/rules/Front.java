package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Sequence;

/**
 * What stands before a place of a pattern.
 *
 * @param reaches false if the place is in an optional, alternative or repeated part: then {@code
 *     before} is the whole pattern
 */
record Front(Expression before, boolean reaches) {
    static Front of(Expression pattern, Predicate<Expression> place) {
        List<Expression> items = new ArrayList<>();
        boolean reaches = gather(pattern, place, items);
        return new Front(new Sequence(List.copyOf(items)), reaches);
    }

    private static boolean gather(
            Expression expression, Predicate<Expression> place, List<Expression> items) {
        if (place.test(expression)) {
            return true;
        }
        return switch (expression) {
            case Sequence(List<Expression> sequence) ->
                    sequence.stream().anyMatch(item -> gather(item, place, items));
            case Part(String name, Expression inner) -> gather(inner, place, items);
            default -> {
                items.add(expression);
                yield false;
            }
        };
    }
}
