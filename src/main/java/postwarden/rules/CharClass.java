package postwarden.rules;

import java.util.BitSet;

/**
 * The characters that one place of a pattern accepts. ASCII is exact; of the rest it only says
 * whether any may be among them, which errs on the side of "accepts".
 */
record CharClass(BitSet ascii, boolean beyond) {
    private static final int ASCII = 128;

    static CharClass any() {
        BitSet all = new BitSet(ASCII);
        all.set(0, ASCII);
        return new CharClass(all, true);
    }

    static CharClass none() {
        return new CharClass(new BitSet(ASCII), false);
    }

    static CharClass of(int codePoint) {
        return range(codePoint, codePoint);
    }

    static CharClass range(int first, int last) {
        BitSet set = new BitSet(ASCII);
        if (first < ASCII) {
            set.set(first, Math.min(last + 1, ASCII));
        }
        return new CharClass(set, last >= ASCII);
    }

    CharClass or(CharClass other) {
        BitSet union = (BitSet) ascii.clone();
        union.or(other.ascii);
        return new CharClass(union, beyond || other.beyond);
    }

    CharClass negated() {
        BitSet rest = (BitSet) ascii.clone();
        rest.flip(0, ASCII);
        return new CharClass(rest, true);
    }

    boolean accepts(int codePoint) {
        return codePoint < ASCII ? ascii.get(codePoint) : beyond;
    }

    boolean acceptsOnlyDigits() {
        return !beyond && ascii.nextSetBit(0) >= '0' && ascii.length() - 1 <= '9';
    }

    boolean acceptsAnyOf(CharClass other) {
        return (beyond && other.beyond) || ascii.intersects(other.ascii);
    }
}
