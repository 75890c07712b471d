package postwarden.rules;

import java.util.Optional;

/** A pattern that cannot be taken. The loader turns it into a {@link Problem} with its place. */
final class PatternException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Optional<Finding> finding;
    private final int at;

    /**
     * @param at where in the pattern's text, from 0 on
     */
    PatternException(int at, String sentence) {
        super(sentence);
        this.finding = Optional.empty();
        this.at = at;
    }

    /** One that the linter has a name for. */
    PatternException(Finding finding, int at, String sentence) {
        super(sentence);
        this.finding = Optional.of(finding);
        this.at = at;
    }

    Optional<Finding> finding() {
        return finding;
    }

    int at() {
        return at;
    }
}
