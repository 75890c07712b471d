package postwarden.rules;

/**
 * How far a rule could follow an entry that it does not fit.
 *
 * @param at how many characters; what comes there is the first that does not fit
 * @param wanted what the pattern wants there instead, as a pattern; empty: the entry's end
 */
public record Reach(int at, String wanted) {}
