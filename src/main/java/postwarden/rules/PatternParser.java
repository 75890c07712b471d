package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * Reads the patterns of rule files: the part of regular expressions that can be matched in linear
 * time, always against the whole text, where {@code .} is any character. Everything else is refused
 * with its place, so that no pattern means less than it seems to.
 */
final class PatternParser {
    private static final int MOST_REPEATS = 1000; // the matcher's own limit
    private static final int MOST_NESTING = 50;
    private static final int MOST_CHARACTERS = 4096; // as many as an entry has

    private final String text;
    private int at;
    private int depth;
    private boolean addressed;

    private PatternParser(String text) {
        this.text = text;
    }

    /** Throws {@link PatternException}. */
    static Expression parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new PatternException(
                    MOST_CHARACTERS, "a pattern has " + MOST_CHARACTERS + " characters at most");
        }
        PatternParser parser = new PatternParser(text);
        Expression expression = parser.choice();
        if (parser.at < text.length()) {
            throw new PatternException(parser.at, "')' without its '('");
        }
        return expression;
    }

    private Expression choice() {
        List<Expression> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (accept("|"));
        return branches.size() == 1 ? branches.getFirst() : new Choice(List.copyOf(branches));
    }

    private Expression sequence() {
        List<Expression> items = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            int start = at;
            items.add(repeated(atom(), start));
        }
        return items.size() == 1 ? items.getFirst() : new Sequence(List.copyOf(items));
    }

    private Expression repeated(Expression inner, int start) {
        int least;
        int most;
        int quantifier = at;
        if (accept("?")) {
            least = 0;
            most = 1;
        } else if (accept("*")) {
            least = 0;
            most = Expression.UNBOUNDED;
        } else if (accept("+")) {
            least = 1;
            most = Expression.UNBOUNDED;
        } else if (accept("{")) {
            least = count();
            most = accept(",") ? (peek() == '}' ? Expression.UNBOUNDED : count()) : least;
            if (!accept("}") || (most != Expression.UNBOUNDED && most < least)) {
                throw new PatternException(quantifier, "a count is written {2}, {2,} or {2,5}");
            }
        } else {
            return inner;
        }
        boolean lazy = accept("?");
        if ("*+?{".indexOf(peek()) >= 0) {
            throw new PatternException(at, "'" + peek() + "' repeats what is repeated already");
        }
        return new Repeat(inner, least, most, lazy, start);
    }

    private int count() {
        int start = at;
        while (peek() >= '0' && peek() <= '9' && at - start < 5) {
            at++;
        }
        int count = at == start ? -1 : Integer.parseInt(text, start, at, 10);
        if (count < 0 || count > MOST_REPEATS) {
            throw new PatternException(start, "a count is a number from 0 to " + MOST_REPEATS);
        }
        return count;
    }

    private Expression atom() {
        int start = at;
        int character = next();
        return switch (character) {
            case '(' -> group(start);
            case '[' -> new ClassParser(text, start).parse(end -> at = end);
            case '.' -> OneOf.ANY;
            case '\\' -> escape(start);
            case '<' -> tag(start).map(Expression.class::cast).orElse(new Literal('<'));
            case '^', '$' ->
                    throw new PatternException(
                            start,
                            "a pattern always fits the whole text: leave '"
                                    + (char) character
                                    + "' out, or write \\"
                                    + (char) character
                                    + " for the character");
            case '*', '+', '?', '{' ->
                    throw new PatternException(
                            start, "'" + (char) character + "' has nothing to repeat");
            default -> new Literal(character);
        };
    }

    private Expression group(int start) {
        String name = null;
        boolean looksAround = text.startsWith("?<=", at) || text.startsWith("?<!", at);
        if (!looksAround && accept("?<")) {
            name = partName();
        } else if (!accept("?:") && peek() == '?') {
            throw new PatternException(
                    start,
                    "groups are (…), (?:…) and (?<name>…); others do not match in linear time");
        }
        if (++depth > MOST_NESTING) {
            throw new PatternException(start, "groups are nested too deeply");
        }
        Expression inner = choice();
        depth--;
        if (!accept(")")) {
            throw new PatternException(start, "'(' without its ')'");
        }
        return name == null ? inner : new Part(name, inner);
    }

    private String partName() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) && peek() < 128) {
            at++;
        }
        String name = text.substring(start, at);
        if (name.isEmpty() || Character.isDigit(name.charAt(0)) || !accept(">")) {
            throw new PatternException(
                    start, "a part is named with letters and digits: (?<rate>…)");
        }
        return name;
    }

    private Expression escape(int start) {
        Optional<OneOf> shorthand = ClassParser.shorthand(peek());
        if (shorthand.isPresent()) {
            at++;
            return shorthand.get();
        }
        return new Literal(ClassParser.escaped(text, start, end -> at = end));
    }

    /** {@code <CAPITALS>} is a tag; every other {@code <} is text. */
    private Optional<Tagged> tag(int start) {
        int end = at;
        while (end < text.length() && text.charAt(end) >= 'A' && text.charAt(end) <= 'Z') {
            end++;
        }
        if (end == at || end == text.length() || text.charAt(end) != '>') {
            return Optional.empty();
        }
        String name = text.substring(at, end);
        Tag tag =
                Tag.of(name)
                        .orElseThrow(
                                () ->
                                        new PatternException(
                                                start,
                                                "unknown tag <"
                                                        + name
                                                        + ">: there are "
                                                        + Tag.all()
                                                        + "; for the text itself write \\<"
                                                        + name
                                                        + ">"
                                                        + Tag.hint(name)));
        if (tag.holdsAddress() && addressed) {
            throw new PatternException(
                    Finding.TWO_ADDRESSES,
                    start,
                    "two places for the address: write one 'match' for each form");
        }
        addressed |= tag.holdsAddress();
        at = end + 1;
        return Optional.of(new Tagged(tag, start));
    }

    private int next() {
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    /** The character ahead; NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean accept(String token) {
        boolean there = text.startsWith(token, at);
        at += there ? token.length() : 0;
        return there;
    }
}
