package postwarden;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a journal's reader gives away, and what it passes over.
 *
 * @param units the units of all jails
 * @param owners the numbers ({@code _UID}) of all users that jails believe; empty: a jail believes
 *     everyone, so no owner may be left out. Present without any number: nobody can be believed yet
 * @param asksOwners whether whoever judges wants to know each entry's owner
 * @param screen false for a message that no rule can match
 */
public record Watched(
        List<UnitGlob> units,
        Optional<Set<Integer>> owners,
        boolean asksOwners,
        Predicate<String> screen) {
    public Watched {
        units = List.copyOf(units);
        owners = owners.map(Set::copyOf);
    }

    /** Lets these messages pass as well. */
    public Watched also(Predicate<String> more) {
        return new Watched(units, owners, asksOwners, screen.or(more));
    }

    public Watched askingOwners() {
        return new Watched(units, owners, true, screen);
    }

    public boolean watches(String unit) {
        return units.stream().anyMatch(glob -> glob.matches(unit));
    }
}
