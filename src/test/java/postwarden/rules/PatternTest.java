package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What patterns mean, and what the pre-check makes of them. */
class PatternTest {
    private static final List<String> TAILS =
            List.of(
                    "",
                    ".*",
                    "a.*b.*",
                    "<.*(ab|b)?a.*",
                    "(?:ab)?a",
                    ".*ba.*",
                    "(a.*)?",
                    "(?:b<.*)?");

    @Test
    void ofEachMatchSomeTextIsCertain() {
        assertEquals(List.of(Set.of("abc")), needed("abc"));
        assertEquals(List.of(Set.of("ac", "abc")), needed("ab?c"));
        assertEquals(
                List.of(Set.of(" from unknown"), Set.of("lost after ")),
                needed("lost after [A-Z]+ from unknown"));
        assertEquals(List.of(), needed(".*"));
        assertEquals(List.of(), needed("(abc)?"));
        assertEquals(List.of(), needed("(abc)*"));
        assertEquals(List.of(), needed("abc|.*"));
        assertEquals(List.of(Set.of("abc")), needed("(abc)+"));
        assertEquals(List.of(Set.of("abc", "d")), needed("abc.*|d"));
    }

    @Test
    void aBookLooksForFewTexts() {
        Screen screen =
                Screen.any(
                        List.of(
                                screen("[A-Z]+: reject: RCPT from .*: 554 .*"),
                                screen("[A-Z]+: reject: [A-Z]+ from .*: 504 .*"),
                                screen("lost connection after .*")));
        assertEquals(List.of(List.of(": reject: ", "lost connection after ")), screen.clauses());
    }

    private static Screen screen(String pattern) {
        return Screen.of(PatternParser.parse(pattern));
    }

    /** Random patterns over a small alphabet: whoever matches, passes; and the JDK agrees. */
    @Test
    void thePreCheckIsNeverTooStrictAndTheJdkAgrees() {
        Random random = new Random(7);
        int matched = 0;
        for (int i = 0; i < 3000; i++) {
            String text = pattern(random, 3) + TAILS.get(i % TAILS.size());
            EntryPattern pattern = EntryPattern.plain(text);
            Pattern jdk = Pattern.compile(text, Pattern.DOTALL);
            for (int j = 0; j < 20; j++) {
                String entry =
                        random.ints(random.nextInt(6), 0, 4)
                                .mapToObj("ab\u0085<"::charAt)
                                .map(String::valueOf)
                                .reduce("", String::concat);
                boolean matches = jdk.matcher(entry).matches();
                assertEquals(matches, pattern.fits(entry), text + " on " + entry);
                assertEquals(matches, pattern.fit(entry).isPresent(), text + " on " + entry);
                matched += matches ? 1 : 0;
            }
        }
        assertTrue(matched > 1000, "matched: " + matched);
    }

    /** Behind {@code .*} a text is looked for without the matcher, where that is the same. */
    @Test
    void aTextBehindAHeadThatEndsInOnePlaceIsLookedForAlone() {
        assertEquals(Set.of("b"), tail("[^ ]* x.*b.*"));
        assertEquals(Set.of("b", "bc"), tail("x.*bc?.*"));
        assertEquals(Set.of("denied"), tail("<QID>: from <CLIENT>: .*denied.*"));
        assertEquals(Set.of(), tail("[^ ]*x.*b.*"), "the first x or the last");
        assertEquals(Set.of(), tail("(a|ab)b?.*c.*"), "behind a, or behind ab");
        assertEquals(Set.of(), tail("a.*[0-9]b.*"), "not a text alone");
        assertEquals(Set.of(), tail("a.*"), "nothing need follow");
    }

    private static Set<String> tail(String pattern) {
        return HeadAndTail.of(Straightened.of(PatternParser.parse(pattern))).tail();
    }

    private static String pattern(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(9)) {
            case 0 -> "a";
            case 1 -> "b";
            case 2 -> List.of(".", "[ab]", "[^a]", "<", "\\w").get(random.nextInt(5));
            case 3 -> "(" + pattern(random, depth - 1) + ")?";
            case 4 -> "(?:" + pattern(random, depth - 1) + ")*";
            case 5 -> "(" + pattern(random, depth - 1) + "){1,2}";
            case 6 -> "(" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")";
            default -> pattern(random, depth - 1) + pattern(random, depth - 1);
        };
    }

    private static List<Set<String>> needed(String pattern) {
        return Literals.needed(PatternParser.parse(pattern));
    }
}
