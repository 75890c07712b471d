package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a regular expression as Python's {@code re} and fail2ban's {@code failregex.py} do. Throws
 * {@link Untranslatable} where it means what no pattern can say.
 */
final class RegexParser {
    /** Stands where the configuration has {@code %(__prefix_line)s}. */
    static final char PREFIX = '\uE000';

    private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z0-9_-]+)(/?)>");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?([a-z]+)\\)");
    private static final Pattern FLAGGED = Pattern.compile("\\(\\?([a-z]*)(?:-[a-z]+)?:");
    private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");
    private static final Set<String> ADDRESSES =
            Set.of("HOST", "ADDR", "SUBNET", "IP4", "IP6", "F-IP4/", "F-IP6/", "F-ADDR/");
    private static final int MOST_NESTING = 60;

    private final String text;
    private int at;
    private int depth;
    private boolean ignoresCase;

    private RegexParser(String text) {
        this.text = text;
    }

    static Node parse(String text) {
        RegexParser parser = new RegexParser(text);
        Node node = parser.choice();
        if (parser.at < text.length()) {
            throw new Untranslatable("it has a ')' without its '('");
        }
        return node;
    }

    private Node choice() {
        boolean outside = ignoresCase;
        List<Node> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (accept("|"));
        ignoresCase = outside;
        return Node.choice(branches);
    }

    private Node sequence() {
        List<Node> items = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|' && !atClose()) {
            Node atom = atom();
            items.add(repeated(atom));
        }
        return Node.sequence(items);
    }

    private boolean atClose() {
        return text.charAt(at) == ')' || text.startsWith("</F-", at);
    }

    private Node repeated(Node inner) {
        int least;
        int most;
        Matcher count = COUNT.matcher(text).region(at, text.length());
        if (accept("*")) {
            least = 0;
            most = Node.UNBOUNDED;
        } else if (accept("+")) {
            least = 1;
            most = Node.UNBOUNDED;
        } else if (accept("?")) {
            least = 0;
            most = 1;
        } else if (count.lookingAt()
                && count.end() > count.start() + 2
                && !count.group().equals("{,}")) {
            at = count.end();
            least = count.group(1).isEmpty() ? 0 : number(count.group(1));
            most =
                    count.group(2).isEmpty()
                            ? least
                            : count.group(3).isEmpty() ? Node.UNBOUNDED : number(count.group(3));
        } else {
            return inner;
        }
        if (accept("+")) {
            throw new Untranslatable("it repeats possessively");
        }
        return repeated(new Node.Repeat(inner, least, most, accept("?")));
    }

    private static int number(String digits) {
        int number = digits.length() > 4 ? Node.UNBOUNDED : Integer.parseInt(digits);
        if (number > 1000) {
            throw new Untranslatable("it repeats more than 1,000 times");
        }
        return number;
    }

    private Node atom() {
        char character = text.charAt(at);
        if (character == '(') {
            return group();
        }
        if (character == '<') {
            return tag();
        }
        at++;
        return switch (character) {
            case '[' -> characterClass();
            case '.' -> new Node.One(Characters.ANY);
            case '^' -> new Node.Start();
            case '$' -> new Node.End();
            case '\\' -> escape();
            case PREFIX -> new Node.Prefix();
            case '*', '+', '?' -> throw new Untranslatable("'" + character + "' repeats nothing");
            default -> literal(text.codePointAt(at - 1));
        };
    }

    private Node literal(int character) {
        at += Character.charCount(character) - 1;
        return ignoresCase && character < 128
                ? new Node.One(Characters.of(character).inBothCases())
                : Node.character(character);
    }

    private Node group() {
        Matcher flags = FLAGS.matcher(text).region(at, text.length());
        if (flags.lookingAt()) {
            at = flags.end();
            flags(flags.group(1));
            return Node.nothing();
        }
        Matcher flagged = FLAGGED.matcher(text).region(at, text.length());
        if (flagged.lookingAt()) {
            at = flagged.end();
            boolean outside = ignoresCase;
            flags(flagged.group(1));
            Node inner = closed(")");
            ignoresCase = outside;
            return inner;
        }
        if (accept("(?P<")) {
            String name = until(">");
            return new Node.Group(name, false, closed(")"));
        }
        if (accept("(?=")) {
            return new Node.Ahead(true, closed(")"));
        }
        if (accept("(?!")) {
            return new Node.Ahead(false, closed(")"));
        }
        if (accept("(?#")) {
            until(")");
            return Node.nothing();
        }
        if (accept("(?(")) {
            String name = until(")");
            Node both = closed(")");
            List<Node> branches =
                    both instanceof Node.Choice(List<Node> two)
                            ? two
                            : List.of(both, Node.nothing());
            if (branches.size() > 2) {
                throw new Untranslatable("it has a condition with more than two branches");
            }
            return new Node.Conditional(name, branches.get(0), branches.get(1));
        }
        if (text.startsWith("(?<", at)) {
            throw new Untranslatable("it looks back at what stands before (?<…)");
        }
        if (text.startsWith("(?", at)) {
            throw new Untranslatable("it has a group " + text.substring(at, at + 3) + "…)");
        }
        at++;
        return closed(")");
    }

    private void flags(String letters) {
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter == 'i') {
                ignoresCase = true;
            } else if ("auLs".indexOf(letter) < 0) {
                throw new Untranslatable("it has the flag (?" + letter + ")");
            }
        }
    }

    /** Up to the group's end. What a flag says in it, holds in it. */
    private Node closed(String end) {
        if (++depth > MOST_NESTING) {
            throw new Untranslatable("its groups are nested too deeply");
        }
        boolean outside = ignoresCase;
        Node inner = choice();
        ignoresCase = outside;
        depth--;
        if (!accept(end)) {
            throw new Untranslatable("it has a group that does not end");
        }
        return inner;
    }

    private String until(String end) {
        int stop = text.indexOf(end, at);
        if (stop < 0) {
            throw new Untranslatable("it has a group that does not end");
        }
        String name = text.substring(at, stop);
        at = stop + end.length();
        return name;
    }

    /** What is no tag is text. */
    private Node tag() {
        Matcher tag = TAG.matcher(text).region(at, text.length());
        if (!tag.lookingAt() || !tag.group(1).isEmpty()) {
            at++;
            return Node.character('<');
        }
        String name = tag.group(2) + tag.group(3);
        if (ADDRESSES.contains(name)) {
            at = tag.end();
            return new Node.Address(false);
        }
        switch (name) {
            case "DNS", "F-DNS/" ->
                    throw new Untranslatable(
                            "<DNS> is a host name, and names are never looked up here");
            case "CIDR", "F-CIDR/" ->
                    throw new Untranslatable("<CIDR>: an address' network is part of <ADDR> here");
            case "F-ID/" ->
                    throw new Untranslatable("<F-ID/> may be anything, and only addresses count");
            case "SKIPLINES" ->
                    throw new Untranslatable("it spans lines, and every entry is judged alone");
            case "F-PORT/" -> {
                at = tag.end();
                return new Node.Repeat(new Node.One(Characters.WORDS), 1, Node.UNBOUNDED, false);
            }
            default -> {}
        }
        boolean opens = name.startsWith("F-") && text.contains("</" + name + ">");
        if (!opens) {
            at++;
            return Node.character('<');
        }
        at = tag.end();
        String own = name.substring(2).toLowerCase(Locale.ROOT);
        if (own.equals("id")) {
            throw new Untranslatable("<F-ID> may be anything, and only addresses count");
        }
        Node inner = closed("</" + name + ">");
        return own.matches("ip4|ip6|dns")
                ? new Node.Address(false)
                : new Node.Group(own, true, inner);
    }

    private Node characterClass() {
        boolean negated = accept("^");
        Characters characters = Characters.NONE;
        int first = at;
        while (at >= text.length() || text.charAt(at) != ']' || at == first) {
            if (at >= text.length()) {
                throw new Untranslatable("it has a '[' without its ']'");
            }
            characters = characters.or(range());
        }
        at++;
        Characters cased = ignoresCase ? characters.inBothCases() : characters;
        return new Node.One(negated ? cased.negated() : cased);
    }

    private Characters range() {
        Characters from = classItem();
        boolean single = from.ascii().cardinality() == 1 && !from.beyond();
        boolean dash =
                at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
        if (!single || !dash) {
            return from;
        }
        at++;
        Characters to = classItem();
        int first = from.ascii().nextSetBit(0);
        int last = to.ascii().nextSetBit(0);
        if (to.ascii().cardinality() != 1 || last < first) {
            throw new Untranslatable("it has a range in [ ] that is none");
        }
        return Characters.range(first, last);
    }

    private Characters classItem() {
        int character = text.codePointAt(at++);
        if (character >= 128) {
            throw new Untranslatable("it has a character beyond ASCII in [ ]");
        }
        if (character != '\\') {
            return Characters.of(character);
        }
        if (at < text.length() && text.charAt(at) == 'b') {
            at++;
            return Characters.of('\b');
        }
        return escape() instanceof Node.One(Characters characters)
                ? characters
                : Characters.of(text.charAt(at - 1));
    }

    private Node escape() {
        if (at >= text.length()) {
            throw new Untranslatable("it ends in a backslash");
        }
        char letter = text.charAt(at++);
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
                yield literal(letter);
            }
        };
    }

    private Node hexadecimal() {
        String digits = text.substring(at, Math.min(at + 2, text.length()));
        if (!digits.matches("[0-9A-Fa-f]{2}")) {
            throw new Untranslatable("\\x takes two digits");
        }
        at += 2;
        return Node.character(Integer.parseInt(digits, 16));
    }

    private boolean accept(String token) {
        boolean there = text.startsWith(token, at);
        at += there ? token.length() : 0;
        return there;
    }
}
