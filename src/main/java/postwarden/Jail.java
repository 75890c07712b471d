package postwarden;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is watched, and the policy for it.
 *
 * @param units the units whose entries count, by the journal's trusted {@code _SYSTEMD_UNIT}
 * @param users names or numbers of those whose entries are believed, by the trusted {@code _UID};
 *     empty: everyone's
 */
public record Jail(
        String name, List<UnitGlob> units, List<String> users, Policy policy, List<Rule> rules) {
    public Jail {
        units = List.copyOf(units);
        users = List.copyOf(users);
        rules = List.copyOf(rules);
    }

    /** The jail's own, and those of the rules that count by themselves. */
    public Stream<Policy> policies() {
        return Stream.concat(Stream.of(policy), rules.stream().map(Rule::terms).map(Terms::policy));
    }

    public boolean watches(String unit) {
        return units.stream().anyMatch(glob -> glob.matches(unit));
    }
}
