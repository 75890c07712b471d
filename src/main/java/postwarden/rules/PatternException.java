package postwarden.rules;

/** A pattern that cannot be taken. The loader turns it into a {@link Problem} with its place. */
final class PatternException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int at;

    /**
     * @param at where in the pattern's text, from 0 on
     */
    PatternException(int at, String sentence) {
        super(sentence);
        this.at = at;
    }

    int at() {
        return at;
    }
}
