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
 * The linter: refuses patterns by which a client could choose whose address counts.
 *
 * <p>Most of an entry is what a client said. The address is only certain where Postfix itself put
 * it, so the way from the start of the entry to the address must have one reading. It has, if
 * everything of variable length in front of the address ends at a fixed character that it cannot
 * itself accept: then it cannot run on over fixed words, or over an address, to later ones.
 *
 * <p>Each way through optional and alternative parts is looked at by itself; what several ways
 * could make of one entry is not compared.
 */
final class AddressPlace {
    private static final int MOST_WAYS = 500;

    private AddressPlace() {}

    /** Throws {@link PatternException} unless the address has a safe place. */
    static void check(Expression pattern) {
        Optional<Tagged> place = find(pattern);
        if (place.isEmpty()) {
            throw new PatternException(
                    0, "a pattern needs <CLIENT> or <ADDR>: whose strike is it?");
        }
        Tagged address = place.get();
        Front front = new Front();
        if (!front.reaches(pattern)) {
            throw new PatternException(
                    address.at(), "the address must not be optional or repeated");
        }
        List<List<Expression>> ways = ways(new Sequence(front.items), address.at());
        ways.forEach(way -> new Way(way, address).check());
    }

    private static Optional<Tagged> find(Expression expression) {
        return switch (expression) {
            case Literal literal -> Optional.empty();
            case OneOf oneOf -> Optional.empty();
            case Sequence(List<Expression> items) -> find(items);
            case Choice(List<Expression> branches) -> find(branches);
            case Repeat repeat -> find(repeat.inner());
            case Part(String name, Expression inner) -> find(inner);
            case Tagged tagged -> Optional.of(tagged).filter(each -> each.tag().holdsAddress());
        };
    }

    private static Optional<Tagged> find(List<Expression> expressions) {
        return expressions.stream().map(AddressPlace::find).flatMap(Optional::stream).findFirst();
    }

    /** Gathers what stands before the address. */
    private static final class Front {
        final List<Expression> items = new ArrayList<>();

        boolean reaches(Expression expression) {
            return switch (expression) {
                case Tagged tagged when tagged.tag().holdsAddress() -> true;
                case Sequence(List<Expression> sequence) ->
                        sequence.stream().anyMatch(this::reaches);
                case Part(String name, Expression inner) -> reaches(inner);
                default -> {
                    items.add(expression);
                    yield false;
                }
            };
        }
    }

    /** All ways through, each a row of literals, single characters and repeats. */
    private static List<List<Expression>> ways(Expression expression, int at) {
        List<List<Expression>> ways =
                switch (expression) {
                    case Literal literal -> List.of(List.of(literal));
                    case OneOf oneOf -> List.of(List.of(oneOf));
                    case Part(String name, Expression inner) -> ways(inner, at);
                    case Tagged tagged -> ways(tagged.tag().expression(), at);
                    case Choice(List<Expression> branches) ->
                            branches.stream().flatMap(each -> ways(each, at).stream()).toList();
                    case Sequence(List<Expression> items) -> {
                        List<List<Expression>> all = List.of(List.of());
                        for (Expression item : items) {
                            all = joined(all, ways(item, at));
                        }
                        yield all;
                    }
                    case Repeat repeat when repeat.least() == 0 && repeat.most() == 1 -> {
                        List<List<Expression>> all = new ArrayList<>(ways(repeat.inner(), at));
                        all.add(List.of());
                        yield all;
                    }
                    case Repeat repeat -> List.of(List.of(repeat));
                };
        if (ways.size() > MOST_WAYS) {
            throw new PatternException(at, "too many ways lead to the address to check them");
        }
        return ways;
    }

    private static List<List<Expression>> joined(
            List<List<Expression>> heads, List<List<Expression>> tails) {
        return heads.stream()
                .limit(MOST_WAYS + 1)
                .flatMap(
                        head ->
                                tails.stream()
                                        .map(
                                                tail -> {
                                                    List<Expression> way = new ArrayList<>(head);
                                                    way.addAll(tail);
                                                    return way;
                                                }))
                .map(List::copyOf)
                .toList();
    }

    /** One way to the address. */
    private record Way(List<Expression> items, Tagged address) {
        void check() {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof Repeat repeat && isVariable(repeat)) {
                    check(repeat, i);
                }
            }
        }

        private void check(Repeat repeat, int place) {
            CharClass swallowed = characters(repeat);
            int next = place + 1;
            while (next < items.size() && !(items.get(next) instanceof Literal)) {
                swallowed = swallowed.or(characters(items.get(next++)));
            }
            Optional<Literal> open = Optional.empty();
            while (next < items.size() && items.get(next) instanceof Literal literal) {
                open = Optional.of(literal);
                if (!swallowed.accepts(literal.character())) {
                    return;
                }
                next++;
            }
            if (next == items.size() && address.tag() == Tag.CLIENT && !swallowed.accepts('[')) {
                return; // the name may blur with what stands before it, the bracket cannot
            }
            throw new PatternException(
                    repeat.at(),
                    "this can run on to text of the client's, who could then choose the address: "
                            + "let it exclude "
                            + open.map(
                                            literal ->
                                                    "'"
                                                            + Character.toString(
                                                                    literal.character())
                                                            + "'")
                                    .orElse("what follows it")
                            + ", as in [^ ]*");
        }

        private static boolean isVariable(Repeat repeat) {
            return repeat.most() != repeat.least() || !(repeat.inner() instanceof OneOf);
        }
    }

    /** All characters that an expression may accept anywhere. */
    private static CharClass characters(Expression expression) {
        return switch (expression) {
            case Literal(int character) -> CharClass.of(character);
            case OneOf oneOf -> oneOf.characters();
            case Part(String name, Expression inner) -> characters(inner);
            case Tagged tagged -> characters(tagged.tag().expression());
            case Repeat repeat -> characters(repeat.inner());
            case Sequence(List<Expression> items) -> union(items);
            case Choice(List<Expression> branches) -> union(branches);
        };
    }

    private static CharClass union(List<Expression> expressions) {
        return expressions.stream()
                .map(AddressPlace::characters)
                .reduce(CharClass.none(), CharClass::or);
    }
}
