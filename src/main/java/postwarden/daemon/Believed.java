package postwarden.daemon;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import postwarden.Jail;
import postwarden.RuleBook;
import postwarden.Trust;
import postwarden.UnitGlob;
import postwarden.Watched;

/**
 * Whose entries the jails of a book believe, on this host and at this moment.
 *
 * @param unknown users that jails name and this host does not know (yet)
 */
public record Believed(Trust trust, Watched watched, Set<String> unknown) {
    /** The jails' own users. */
    public static Believed here(RuleBook book) {
        Set<String> names = new TreeSet<>();
        book.jails().forEach(jail -> names.addAll(jail.users()));
        Map<String, Integer> numbers = Users.numbers(names);
        names.removeAll(numbers.keySet());
        boolean everyone = book.jails().stream().anyMatch(jail -> jail.users().isEmpty());
        Optional<Set<Integer>> owners =
                everyone ? Optional.empty() : Optional.of(new HashSet<>(numbers.values()));
        return new Believed(new Trust.JailUsers(numbers), watched(book, owners, true), names);
    }

    /** One owner in place of the jails' users: for a journal from elsewhere. */
    public static Believed owner(RuleBook book, int number) {
        return new Believed(
                new Trust.Owner(number),
                watched(book, Optional.of(Set.of(number)), true),
                Set.of());
    }

    /** Every owner: for history from elsewhere. */
    public static Believed anyone(RuleBook book) {
        return new Believed(new Trust.Anyone(), watched(book, Optional.empty(), false), Set.of());
    }

    public static Believed of(RuleBook book, OptionalInt owner) {
        return owner.isPresent() ? owner(book, owner.getAsInt()) : here(book);
    }

    private static Watched watched(
            RuleBook book, Optional<Set<Integer>> owners, boolean asksOwners) {
        List<UnitGlob> units =
                book.jails().stream().map(Jail::units).flatMap(Collection::stream).toList();
        return new Watched(units, owners, asksOwners, book::mayMatch);
    }
}
