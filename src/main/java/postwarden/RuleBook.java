package postwarden;

import java.util.List;
import java.util.Optional;

/** All jails and their rules, checked and unchanging. Safe for any thread. */
public interface RuleBook {
    List<Jail> jails();

    /** Cheap, and never false for a message that a rule matches. */
    boolean mayMatch(String message);

    /**
     * Holds an entry against one jail's identifiers and rules; the unit and the owner are not
     * asked.
     */
    Optional<Match> match(Jail jail, Entry entry);

    /** Whose strikes in that jail the entry clears. */
    Optional<Address> forgiven(Jail jail, Entry entry);
}
