package postwarden.rules;

/** The words inside {@code when { }}: the entry's named parts, typed. */
public final class GuardWords {
    private final Fit fit;

    GuardWords(Fit fit) {
        this.fit = fit;
    }

    /** The part as a number; 0 if it took no part in the match. */
    public long number(String part) {
        return fit.number(part);
    }

    /** The part as text; empty if it took no part in the match. */
    public String text(String part) {
        return fit.text(part);
    }

    /** Whether the part took part in the match. */
    public boolean has(String part) {
        return fit.has(part);
    }
}
