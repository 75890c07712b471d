package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * The same pattern, written such that each character leaves one way to go on: then SafeRE finds the
 * parts while it matches (OnePass, after RE2's onepass.cc), which takes a third of the time.
 *
 * <p>{@code (ab)?a} is {@code a(ba)?}. That is where patterns for Postfix branch in vain: behind an
 * address with an optional {@code :port} comes a colon.
 */
final class Straightened {
    private Straightened() {}

    static Sequence of(Expression pattern) {
        List<Expression> items = new ArrayList<>(items(pattern).toList());
        for (int i = 0; i + 1 < items.size(); i++) {
            if (items.get(i) instanceof Repeat repeat
                    && isOptional(repeat)
                    && repeat.inner() instanceof Sequence(List<Expression> inner)
                    && !inner.isEmpty()
                    && inner.getFirst() instanceof Literal first
                    && first.equals(items.get(i + 1))) {
                List<Expression> turned = new ArrayList<>(inner.subList(1, inner.size()));
                turned.add(first);
                items.set(i, first);
                items.set(
                        i + 1, new Repeat(new Sequence(turned), 0, 1, repeat.lazy(), repeat.at()));
            }
        }
        return new Sequence(List.copyOf(items));
    }

    private static boolean isOptional(Repeat repeat) {
        return repeat.least() == 0 && repeat.most() == 1;
    }

    private static Stream<Expression> items(Expression pattern) {
        return switch (pattern) {
            case Sequence(List<Expression> items) -> items.stream().flatMap(Straightened::items);
            case Tagged tagged -> items(tagged.tag().expression());
            default -> Stream.of(pattern);
        };
    }
}
