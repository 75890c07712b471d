package postwarden.rules;

import java.util.List;

/**
 * A pattern, parsed. It is read by the linter and by {@link Literals}, and written out again for
 * the matcher by {@link #regex}: what is checked is what runs.
 */
sealed interface Expression {
    /** For {@link Repeat#most}: no limit. */
    int UNBOUNDED = -1;

    String regex();

    /** All characters that it may accept anywhere. */
    CharClass characters();

    private static CharClass union(List<Expression> expressions) {
        return expressions.stream()
                .map(Expression::characters)
                .reduce(CharClass.none(), CharClass::or);
    }

    /** Exactly one character, as written. */
    record Literal(int character) implements Expression {
        private static final String SPECIAL = "\\.[]{}()<>*+-?^$|&#";

        @Override
        public String regex() {
            String text = Character.toString(character);
            return SPECIAL.indexOf(character) >= 0 ? "\\" + text : text;
        }

        @Override
        public CharClass characters() {
            return CharClass.of(character);
        }
    }

    /** One of several characters; {@code regex} names them for the matcher. */
    record OneOf(CharClass characters, String regex) implements Expression {
        /** What {@code .} is: any character, a line's end as well. */
        static final OneOf ANY = new OneOf(CharClass.any(), "(?s:.)");
    }

    record Sequence(List<Expression> items) implements Expression {
        @Override
        public String regex() {
            StringBuilder regex = new StringBuilder();
            items.forEach(item -> regex.append(item.regex()));
            return regex.toString();
        }

        @Override
        public CharClass characters() {
            return union(items);
        }
    }

    record Choice(List<Expression> branches) implements Expression {
        @Override
        public String regex() {
            return "(?:"
                    + String.join("|", branches.stream().map(Expression::regex).toList())
                    + ")";
        }

        @Override
        public CharClass characters() {
            return union(branches);
        }
    }

    /**
     * The same several times, or perhaps not at all.
     *
     * @param most {@link #UNBOUNDED}, or how often at the most
     * @param at where it stands in the pattern's text
     */
    record Repeat(Expression inner, int least, int most, boolean lazy, int at)
            implements Expression {
        @Override
        public String regex() {
            return "(?:" + inner.regex() + ")" + count();
        }

        /** {@code ?}, {@code *}, {@code +} or the numbers in braces. */
        String count() {
            String count =
                    least == 0 && most == 1
                            ? "?"
                            : least == 0 && most == UNBOUNDED
                                    ? "*"
                                    : least == 1 && most == UNBOUNDED ? "+" : counted();
            return count + (lazy ? "?" : "");
        }

        @Override
        public CharClass characters() {
            return inner.characters();
        }

        private String counted() {
            return "{" + least + (most == least ? "" : most == UNBOUNDED ? "," : "," + most) + "}";
        }
    }

    /** A named part: {@code (?<rate>[0-9]+)}. */
    record Part(String name, Expression inner) implements Expression {
        @Override
        public String regex() {
            return "(?<" + name + ">" + inner.regex() + ")";
        }

        @Override
        public CharClass characters() {
            return inner.characters();
        }
    }

    /** {@code <CLIENT>} and its like. */
    record Tagged(Tag tag, int at) implements Expression {
        @Override
        public String regex() {
            return tag.expression().regex();
        }

        @Override
        public CharClass characters() {
            return tag.expression().characters();
        }
    }
}
