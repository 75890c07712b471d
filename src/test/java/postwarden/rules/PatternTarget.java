package postwarden.rules;

import java.util.List;
import postwarden.testing.FuzzTarget;

/** A pattern and a text, with a line feed between them. */
public final class PatternTarget implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "(a|b)".repeat(10_000) + "\n" + "ab".repeat(1000),
                        "((((a{1000}){1000}){1000}){1000})\na",
                        "(?:<QID>: )?lost connection after [A-Z-]+ from <CLIENT>\nx",
                        "a{2,5}(?<n>[^\\]a-c]|\\d*)+?.*\naaa]",
                        "warning: <CLIENT>: SASL \\S+ failed(?<why>: .*)?\nx",
                        "[\\x41\\t]{1000}|\\u0041\nA"));
    }

    @Override
    public void take(byte[] input) {
        String[] halves = FuzzTarget.text(input).split("\n", 2);
        String text = halves.length > 1 ? halves[1] : halves[0];
        try {
            EntryPattern pattern = EntryPattern.plain(halves[0]);
            if (pattern.fit(text).isPresent() && !pattern.fits(text)) {
                throw new AssertionError("it fits, and does not");
            }
            pattern.covers(pattern);
            IgnorePlace.objection(pattern.expression());
            EntryPattern.of(halves[0]).looseness().ifPresent(RuleLint::sentence);
        } catch (PatternException refused) {
            Excerpt.of(halves[0], refused.at()).caret();
        }
    }
}
