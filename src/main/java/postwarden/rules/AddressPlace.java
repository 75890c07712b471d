package postwarden.rules;

import java.util.List;
import java.util.Optional;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;
import postwarden.rules.Way.RunOn;

/**
 * The linter's main question: could a client choose whose address counts?
 *
 * <p>Most of an entry is what a client said. The address is only certain where Postfix itself put
 * it, so the way from the start of the entry to the address must have one reading: nothing in front
 * may run on over fixed words, or over an address, to later ones.
 *
 * <p>Each way through optional and alternative parts is looked at by itself; what several ways
 * could make of one entry is not compared.
 */
final class AddressPlace {
    private AddressPlace() {}

    /** What makes it uncertain. Throws {@link PatternException} if there is no place at all. */
    static Optional<RunOn> looseness(Expression pattern) {
        Optional<Tagged> place = find(pattern);
        if (place.isEmpty()) {
            throw new PatternException(
                    Finding.NO_ADDRESS,
                    0,
                    "a pattern needs <CLIENT> or <ADDR>: whose strike is it?");
        }
        Tagged address = place.get();
        Front front = Front.of(pattern, address::equals);
        if (!front.reaches()) {
            throw new PatternException(
                    Finding.OPTIONAL_ADDRESS,
                    address.at(),
                    "the address must not be optional or repeated");
        }
        return Way.through(front.before(), address.at()).stream()
                .map(way -> way.runOn(place))
                .flatMap(Optional::stream)
                .findFirst();
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
}
