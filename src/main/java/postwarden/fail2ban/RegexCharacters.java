package postwarden.fail2ban;

/** Reads what stands for one character: itself, an escape, or a set in brackets. One parser's. */
final class RegexCharacters {
    private final RegexText text;

    RegexCharacters(RegexText text) {
        this.text = text;
    }

    static Node literal(int character, boolean ignoresCase) {
        return ignoresCase && character < 128
                ? new Node.One(Characters.of(character).inBothCases())
                : Node.character(character);
    }

    /** Behind the bracket that opens it. */
    Node set(boolean ignoresCase) {
        boolean negated = text.accept("^");
        Characters characters = Characters.NONE;
        int first = text.place();
        while (!text.startsWith("]") || text.place() == first) {
            if (text.isOver()) {
                throw new Untranslatable("it has a '[' without its ']'");
            }
            characters = characters.or(range());
        }
        text.skip(1);
        Characters cased = ignoresCase ? characters.inBothCases() : characters;
        return new Node.One(negated ? cased.negated() : cased);
    }

    /** Behind the backslash. */
    Node escape(boolean ignoresCase) {
        if (text.isOver()) {
            throw new Untranslatable("it ends in a backslash");
        }
        char letter = text.next();
        return switch (letter) {
            case 'd' -> new Node.One(Characters.DIGITS);
            case 'D' -> new Node.One(Characters.DIGITS.negated());
            case 'w' -> new Node.One(Characters.WORDS);
            case 'W' -> new Node.One(Characters.WORDS.negated());
            case 's' -> new Node.One(Characters.BLANKS);
            case 'S' -> new Node.One(Characters.BLANKS.negated());
            case 't' -> Node.character('\t');
            case 'n' -> Node.character('\n');
            case 'r' -> Node.character('\r');
            case 'f' -> Node.character('\f');
            case 'v' -> Node.character(0x0b);
            case 'b' -> new Node.Boundary();
            case 'A' -> new Node.Start();
            case 'Z' -> new Node.End();
            case 'B' -> throw new Untranslatable("it has \\B, the inside of a word");
            case 'x' -> hexadecimal();
            default -> {
                if (letter >= '0' && letter <= '9') {
                    throw new Untranslatable("it refers back to an earlier group");
                }
                if (Character.isLetter(letter)) {
                    throw new Untranslatable("it has the escape \\" + letter);
                }
                yield literal(letter, ignoresCase);
            }
        };
    }

    private Characters range() {
        Characters from = item();
        boolean single = from.ascii().cardinality() == 1 && !from.beyond();
        String dash = text.peek(2);
        if (!single || !dash.startsWith("-") || dash.length() < 2 || dash.endsWith("]")) {
            return from;
        }
        text.skip(1);
        Characters to = item();
        int first = from.ascii().nextSetBit(0);
        int last = to.ascii().nextSetBit(0);
        if (to.ascii().cardinality() != 1 || last < first) {
            throw new Untranslatable("it has a range in [ ] that is none");
        }
        return Characters.range(first, last);
    }

    private Characters item() {
        int character = text.nextCodePoint();
        if (character >= 128) {
            throw new Untranslatable("it has a character beyond ASCII in [ ]");
        }
        if (character != '\\') {
            return Characters.of(character);
        }
        if (text.accept("b")) {
            return Characters.of('\b');
        }
        if (escape(false) instanceof Node.One(Characters characters)) {
            return characters;
        }
        throw new Untranslatable("it has an escape in [ ] that is no character of ASCII");
    }

    private Node hexadecimal() {
        String digits = text.peek(2);
        if (!digits.matches("[0-9A-Fa-f]{2}")) {
            throw new Untranslatable("\\x takes two digits");
        }
        text.skip(2);
        return Node.character(Integer.parseInt(digits, 16));
    }
}
