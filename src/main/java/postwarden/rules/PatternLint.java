package postwarden.rules;

import java.util.Optional;

/** What the language has to say about a pattern that is in no file yet. */
public final class PatternLint {
    private PatternLint() {}

    /**
     * Why the pattern is an error.
     *
     * @param finding the linter's name, if it is a finding that can be silenced
     */
    public record Objection(Optional<String> finding, String sentence) {}

    /** Of a pattern that says whose strike it is. */
    public static Optional<Objection> match(String pattern) {
        try {
            return EntryPattern.of(pattern)
                    .looseness()
                    .map(
                            runOn ->
                                    new Objection(
                                            Optional.of(Finding.LOOSE_FRONT.text),
                                            RuleLint.sentence(runOn)));
        } catch (PatternException wrong) {
            return Optional.of(new Objection(Optional.empty(), wrong.getMessage()));
        }
    }

    /** Of an {@code ignore} of one part of a pattern that says whose strike it is. */
    public static Optional<Objection> ignore(String pattern, String part, String refused) {
        try {
            return IgnorePlace.objection(
                            EntryPattern.plain(pattern).expression(),
                            part,
                            EntryPattern.plain(refused).expression())
                    .map(
                            found ->
                                    new Objection(
                                            Optional.of(Finding.OPEN_IGNORE.text),
                                            found.sentence()));
        } catch (PatternException wrong) {
            return Optional.of(new Objection(Optional.empty(), wrong.getMessage()));
        }
    }

    /** Whether such a pattern, in which there is no mistake, fits this entry. */
    public static boolean fits(String pattern, String entry) {
        return EntryPattern.plain(pattern).fits(entry);
    }

    /** Of a pattern of an {@code ignore}. */
    public static Optional<Objection> ignore(String pattern) {
        try {
            return IgnorePlace.objection(EntryPattern.plain(pattern).expression())
                    .map(
                            found ->
                                    new Objection(
                                            Optional.of(Finding.OPEN_IGNORE.text),
                                            found.sentence()));
        } catch (PatternException wrong) {
            return Optional.of(new Objection(Optional.empty(), wrong.getMessage()));
        }
    }
}
