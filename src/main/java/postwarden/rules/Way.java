package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * One way through optional and alternative parts: a row of literals, single characters and repeats.
 * A text can be read along it in one manner only, if everything of variable length ends at a fixed
 * character that it cannot itself accept.
 */
record Way(List<Expression> items) {
    private static final int MOST_WAYS = 500;

    /**
     * Where a way can be read in more than one manner.
     *
     * @param at of the repeat, in the pattern's text
     * @param over the first fixed character that it can run over; empty: only variable parts follow
     */
    record RunOn(int at, Optional<Integer> over) {
        String advice() {
            return "let it exclude "
                    + over.map(character -> "'" + Character.toString(character) + "'")
                            .orElse("what follows it")
                    + ", as in [^ ]*";
        }
    }

    /**
     * All ways. Throws {@link PatternException} if there are too many.
     *
     * @param at where to say so
     */
    static List<Way> through(Expression expression, int at) {
        return rows(expression, at).stream().map(Way::new).toList();
    }

    private static List<List<Expression>> rows(Expression expression, int at) {
        List<List<Expression>> rows =
                switch (expression) {
                    case Literal literal -> List.of(List.of(literal));
                    case OneOf oneOf -> List.of(List.of(oneOf));
                    case Part(String name, Expression inner) -> rows(inner, at);
                    case Tagged tagged -> rows(tagged.tag().expression(), at);
                    case Choice(List<Expression> branches) ->
                            branches.stream().flatMap(each -> rows(each, at).stream()).toList();
                    case Sequence(List<Expression> items) -> {
                        List<List<Expression>> all = List.of(List.of());
                        for (Expression item : items) {
                            all = joined(all, rows(item, at));
                        }
                        yield all;
                    }
                    case Repeat repeat when repeat.least() == 0 && repeat.most() == 1 -> {
                        List<List<Expression>> all = new ArrayList<>(rows(repeat.inner(), at));
                        all.add(List.of());
                        yield all;
                    }
                    case Repeat repeat -> List.of(List.of(repeat));
                };
        if (rows.size() > MOST_WAYS) {
            throw new PatternException(at, "there are too many ways through this to check them");
        }
        return rows;
    }

    private static List<List<Expression>> joined(
            List<List<Expression>> heads, List<List<Expression>> tails) {
        return heads.stream()
                .limit(MOST_WAYS + 1)
                .flatMap(head -> tails.stream().map(tail -> row(head, tail)))
                .toList();
    }

    private static List<Expression> row(List<Expression> head, List<Expression> tail) {
        List<Expression> row = new ArrayList<>(head);
        row.addAll(tail);
        return List.copyOf(row);
    }

    /**
     * The first that can run on over what follows it.
     *
     * @param address what comes behind this way; empty: the text ends there
     */
    Optional<RunOn> runOn(Optional<Tagged> address) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Repeat repeat && isVariable(repeat)) {
                Optional<RunOn> found = runOn(repeat, i, address);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<RunOn> runOn(Repeat repeat, int place, Optional<Tagged> address) {
        CharClass swallowed = repeat.characters();
        int next = place + 1;
        while (next < items.size() && !(items.get(next) instanceof Literal)) {
            swallowed = swallowed.or(items.get(next++).characters());
        }
        Optional<Integer> over = Optional.empty();
        while (next < items.size() && items.get(next) instanceof Literal literal) {
            if (!swallowed.accepts(literal.character())) {
                return Optional.empty();
            }
            over = Optional.of(literal.character());
            next++;
        }
        boolean endsHere = next == items.size() && over.isEmpty() && address.isEmpty();
        boolean stopsAtBracket = // the name may blur with what stands before it, the bracket cannot
                next == items.size()
                        && address.filter(each -> each.tag() == Tag.CLIENT).isPresent()
                        && !swallowed.accepts('[');
        return endsHere || stopsAtBracket
                ? Optional.empty()
                : Optional.of(new RunOn(repeat.at(), over));
    }

    private static boolean isVariable(Repeat repeat) {
        return repeat.most() != repeat.least() || !(repeat.inner() instanceof OneOf);
    }
}
