package postwarden.rules;

import java.util.Optional;
import java.util.function.IntConsumer;
import postwarden.rules.Expression.OneOf;

/** Reads {@code [a-z]} and what a backslash stands for. {@code \d} and its like are ASCII. */
final class ClassParser {
    private static final String BLANKS = " \\t\\n\\x0B\\f\\r";

    private final String text;
    private final int start;
    private final StringBuilder regex = new StringBuilder("[");
    private int at;

    /**
     * @param start where the opening bracket stands
     */
    ClassParser(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start + 1;
    }

    OneOf parse(IntConsumer end) {
        boolean negated = peek() == '^';
        if (negated) {
            at++;
            regex.append('^');
        }
        CharClass characters = CharClass.none();
        int first = at;
        while (peek() != ']' || at == first) {
            characters = characters.or(item());
        }
        end.accept(at + 1);
        regex.append(']');
        return new OneOf(negated ? characters.negated() : characters, regex.toString());
    }

    private CharClass item() {
        if (at >= text.length()) {
            throw new PatternException(start, "'[' without its ']'");
        }
        if (peek() == '[' || text.startsWith("&&", at)) {
            throw new PatternException(at, "inside [ ], write \\" + peek() + " for the character");
        }
        if (peek() == '\\' && at + 1 < text.length()) {
            Optional<OneOf> shorthand = shorthand(text.charAt(at + 1));
            if (shorthand.isPresent()) {
                return shorthand(shorthand.get());
            }
        }
        int from = character();
        if (peek() != '-' || at + 1 >= text.length() || text.charAt(at + 1) == ']') {
            return CharClass.of(from);
        }
        int dash = at++;
        regex.append('-');
        int to = character();
        if (to < from) {
            throw new PatternException(dash, "a range goes from the lower character to the higher");
        }
        return CharClass.range(from, to);
    }

    private CharClass shorthand(OneOf shorthand) {
        if (Character.isUpperCase(text.charAt(at + 1))) {
            throw new PatternException(at, "inside [ ], use lower case: \\d, \\w, \\s");
        }
        at += 2;
        regex.append(shorthand.regex(), 1, shorthand.regex().length() - 1);
        return shorthand.characters();
    }

    private int character() {
        int character;
        if (peek() == '\\') {
            character = escaped(text, at, end -> at = end);
        } else {
            character = text.codePointAt(at);
            at += Character.charCount(character);
        }
        regex.append(new Expression.Literal(character).regex());
        return character;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    static Optional<OneOf> shorthand(char letter) {
        CharClass digits = CharClass.range('0', '9');
        CharClass words =
                digits.or(CharClass.range('A', 'Z'))
                        .or(CharClass.range('a', 'z'))
                        .or(CharClass.of('_'));
        CharClass blanks = CharClass.of(' ').or(CharClass.range('\t', '\r'));
        return Optional.ofNullable(
                switch (letter) {
                    case 'd' -> new OneOf(digits, "[0-9]");
                    case 'D' -> new OneOf(digits.negated(), "[^0-9]");
                    case 'w' -> new OneOf(words, "[0-9A-Za-z_]");
                    case 'W' -> new OneOf(words.negated(), "[^0-9A-Za-z_]");
                    case 's' -> new OneOf(blanks, "[" + BLANKS + "]");
                    case 'S' -> new OneOf(blanks.negated(), "[^" + BLANKS + "]");
                    default -> null;
                });
    }

    /** The one character that a backslash at {@code start} and what follows it stand for. */
    static int escaped(String text, int start, IntConsumer end) {
        if (start + 1 >= text.length()) {
            throw new PatternException(start, "a backslash at the end stands for nothing");
        }
        int character = text.codePointAt(start + 1);
        int digits = character == 'x' ? 2 : character == 'u' ? 4 : 0;
        end.accept(start + 1 + Character.charCount(character) + digits);
        return switch (character) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'x', 'u' -> hexadecimal(text, start, digits);
            default -> {
                if (Character.isLetterOrDigit(character)) {
                    throw new PatternException(
                            start, "unknown escape \\" + Character.toString(character));
                }
                yield character;
            }
        };
    }

    private static int hexadecimal(String text, int start, int digits) {
        int from = start + 2;
        String code = text.substring(from, Math.min(from + digits, text.length()));
        if (!code.matches("[0-9A-Fa-f]{" + digits + "}")) {
            throw new PatternException(start, "\\x takes 2 hexadecimal digits, \\u takes 4");
        }
        return Integer.parseInt(code, 16);
    }
}
