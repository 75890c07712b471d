package postwarden.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import postwarden.UnitGlob;
import postwarden.Watched;

/**
 * What libsystemd is asked to show.
 *
 * @param matches any of them; none: everything
 * @param units the units of all that is shown; empty if each entry's unit has to be looked at
 */
record Selection(List<String> matches, List<String> units) {
    /** A journal has dozens or hundreds of units. */
    private static final int MOST_UNITS = 100_000;

    /** No entry has a number like this. */
    private static final Selection NOTHING =
            new Selection(List.of(Field.UID.match("nobody")), List.of());

    private static final Selection EVERYTHING = new Selection(List.of(), List.of());

    /**
     * For what is yet to come: by owner, because a match on units would pass over units that appear
     * later, and over entries that have lost their unit.
     */
    static Selection live(Watched watched) {
        if (watched.owners().isPresent()) {
            return watched.owners().get().isEmpty()
                    ? NOTHING
                    : new Selection(
                            watched.owners().get().stream()
                                    .map(owner -> Field.UID.match(owner.toString()))
                                    .toList(),
                            List.of());
        }
        return watched.units().stream().allMatch(UnitGlob::isLiteral)
                ? units(watched.units().stream().map(UnitGlob::text))
                : EVERYTHING;
    }

    /**
     * For a second look at what {@link #live} shows, by another index; empty if that uses none, or
     * shows nothing.
     */
    Optional<Function<Handle, Selection>> again(Watched watched) {
        if (equals(EVERYTHING) || equals(NOTHING)) {
            return Optional.empty();
        }
        return Optional.of(provesUnit() ? any -> EVERYTHING : any -> history(watched, any));
    }

    /** For what is there already: by unit, with globs resolved. */
    static Selection history(Watched watched, Handle unmatched) {
        if (watched.units().stream().allMatch(UnitGlob::isLiteral)) {
            return units(watched.units().stream().map(UnitGlob::text));
        }
        Optional<List<String>> present = unmatched.values(Field.SYSTEMD_UNIT, MOST_UNITS);
        return present.map(units -> units(units.stream().filter(watched::watches)))
                .orElse(EVERYTHING);
    }

    private static Selection units(Stream<String> watched) {
        List<String> units = watched.distinct().toList();
        return units.isEmpty()
                ? NOTHING
                : new Selection(units.stream().map(Field.SYSTEMD_UNIT::match).toList(), units);
    }

    /** Whether only entries of watched units are shown. */
    boolean provesUnit() {
        return !units.isEmpty();
    }
}
