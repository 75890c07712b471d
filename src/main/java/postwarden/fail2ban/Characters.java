package postwarden.fail2ban;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A set of characters, as in {@code [a-z]}. ASCII is exact; all the rest is in it or is not.
 *
 * @param beyond whether what is not ASCII is in it
 */
record Characters(BitSet ascii, boolean beyond) {
    private static final int ASCII = 128;

    static final Characters NONE = new Characters(new BitSet(), false);
    static final Characters ANY = NONE.negated();
    static final Characters DIGITS = range('0', '9');
    static final Characters WORDS =
            DIGITS.or(range('A', 'Z')).or(range('a', 'z')).or(range('_', '_'));
    static final Characters BLANKS = range(' ', ' ').or(range('\t', '\r'));

    private static final Map<Characters, String> SHORT = shorthands();

    Characters {
        ascii = (BitSet) ascii.clone();
    }

    @Override
    public BitSet ascii() {
        return (BitSet) ascii.clone();
    }

    private static Map<Characters, String> shorthands() {
        Map<Characters, String> all = new LinkedHashMap<>();
        all.put(ANY, ".");
        all.put(DIGITS, "\\d");
        all.put(WORDS, "\\w");
        all.put(BLANKS, "\\s");
        all.put(DIGITS.negated(), "\\D");
        all.put(WORDS.negated(), "\\W");
        all.put(BLANKS.negated(), "\\S");
        return all;
    }

    static Characters of(int character) {
        return character < ASCII ? range(character, character) : new Characters(new BitSet(), true);
    }

    /** Both ends in ASCII. */
    static Characters range(int first, int last) {
        BitSet set = new BitSet();
        set.set(first, last + 1);
        return new Characters(set, false);
    }

    Characters or(Characters other) {
        BitSet union = ascii();
        union.or(other.ascii);
        return new Characters(union, beyond || other.beyond);
    }

    Characters and(Characters other) {
        BitSet common = ascii();
        common.and(other.ascii);
        return new Characters(common, beyond && other.beyond);
    }

    Characters negated() {
        BitSet rest = ascii();
        rest.flip(0, ASCII);
        return new Characters(rest, !beyond);
    }

    Characters minus(Characters other) {
        return and(other.negated());
    }

    Characters inBothCases() {
        Characters all = this;
        for (int letter = 'a'; letter <= 'z'; letter++) {
            int capital = letter - 'a' + 'A';
            if (ascii.get(letter) || ascii.get(capital)) {
                all = all.or(range(letter, letter)).or(range(capital, capital));
            }
        }
        return all;
    }

    boolean accepts(int character) {
        return character < ASCII ? ascii.get(character) : beyond;
    }

    boolean intersects(Characters other) {
        return (beyond && other.beyond) || ascii.intersects(other.ascii);
    }

    boolean isWithin(Characters other) {
        return !intersects(other.negated());
    }

    boolean isEmpty() {
        return !beyond && ascii.isEmpty();
    }

    /** As a pattern writes it. */
    String written() {
        String known = SHORT.get(this);
        if (known != null) {
            return known;
        }
        if (!beyond && ascii.cardinality() == 1) {
            return escaped(ascii.nextSetBit(0));
        }
        return beyond ? "[^" + items(negated().ascii) + "]" : "[" + items(ascii) + "]";
    }

    private static String items(BitSet set) {
        BitSet rest = (BitSet) set.clone();
        StringBuilder items = new StringBuilder();
        if (BLANKS.isWithin(new Characters(rest, false))) {
            items.append("\\s");
            rest.andNot(BLANKS.ascii);
        }
        int from = rest.nextSetBit(0);
        while (from >= 0) {
            int end = rest.nextClearBit(from);
            boolean alike = end - from > 2;
            items.append(item(from));
            if (alike) {
                items.append('-');
            }
            if (end - from > 1) {
                items.append(item(end - 1));
            }
            from = rest.nextSetBit(end);
        }
        return items.toString();
    }

    private static String item(int character) {
        if ("[]\\^-&".indexOf(character) >= 0) {
            return "\\" + (char) character;
        }
        // Groovy's own $, too, has to be escaped
        boolean plain = character >= ' ' && character < ASCII - 1 && character != '$';
        return plain ? Character.toString(character) : escaped(character);
    }

    /** One character outside of brackets. {@code <} is the writer's matter. */
    static String escaped(int character) {
        return switch (character) {
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '$' -> "\\x24"; // Groovy's own, in a text between slashes
            default ->
                    "\\.[(){}*+?|^]".indexOf(character) >= 0
                            ? "\\" + (char) character
                            : character < ' ' || character == ASCII - 1
                                    ? String.format("\\x%02x", character)
                                    : Character.toString(character);
        };
    }
}
