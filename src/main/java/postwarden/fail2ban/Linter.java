package postwarden.fail2ban;

import java.util.Optional;

/** What the rule language has to say about a pattern; {@code postwarden.rules} answers. */
public interface Linter {
    /** About a pattern that names whose strike it is; empty: nothing. */
    Optional<Objection> match(String pattern);

    /** About a pattern of an {@code ignore}; empty: nothing. */
    Optional<Objection> ignore(String pattern);

    /** About an {@code ignore} of one part of a pattern that names whose strike it is. */
    Optional<Objection> ignore(String pattern, String part, String refused);

    /** Whether a pattern that names whose strike it is fits this entry. */
    boolean fits(String pattern, String entry);

    /**
     * Why the pattern would be an error.
     *
     * @param finding the linter's name for it, if it is one that can be silenced
     */
    record Objection(Optional<String> finding, String sentence) {}
}
