package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads a regular expression as Python's {@code re} and fail2ban's {@code failregex.py} do. Throws
 * {@link Untranslatable} where it means what no pattern can say.
 */
final class RegexParser {
    /** Stands where the configuration has {@code %(__prefix_line)s}. */
    static final char PREFIX = '\uE000';

    private static final Pattern TAG = Pattern.compile("(/?)([A-Za-z0-9_-]+)(/?)>");
    private static final Pattern FLAGS = Pattern.compile("\\?([a-z]+)\\)");
    private static final Pattern FLAGGED = Pattern.compile("\\?([a-z]*)(?:-[a-z]+)?:");
    private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");
    private static final Set<String> ADDRESSES =
            Set.of("HOST", "ADDR", "SUBNET", "IP4", "IP6", "F-IP4/", "F-IP6/", "F-ADDR/");
    private static final int MOST_NESTING = 60;

    private final RegexText text;
    private final RegexCharacters characters;
    private int depth;
    private boolean ignoresCase;

    private RegexParser(RegexText text) {
        this.text = text;
        characters = new RegexCharacters(text);
    }

    static Node parse(String text) {
        RegexText reading = new RegexText(text);
        Node node = new RegexParser(reading).choice();
        if (!reading.isOver()) {
            throw new Untranslatable("it has a ')' without its '('");
        }
        return node;
    }

    private Node choice() {
        boolean outside = ignoresCase;
        List<Node> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (text.accept("|"));
        ignoresCase = outside;
        return Node.choice(branches);
    }

    private Node sequence() {
        List<Node> items = new ArrayList<>();
        while (!text.isOver() && !text.startsWith("|") && !atClose()) {
            Node atom = atom();
            items.add(repeated(atom));
        }
        return Node.sequence(items);
    }

    private boolean atClose() {
        return text.startsWith(")") || text.startsWith("</F-");
    }

    private Node repeated(Node inner) {
        if (text.accept("*")) {
            return repeated(inner, 0, Node.UNBOUNDED);
        }
        if (text.accept("+")) {
            return repeated(inner, 1, Node.UNBOUNDED);
        }
        if (text.accept("?")) {
            return repeated(inner, 0, 1);
        }
        // Braces that say nothing are text.
        Optional<MatchResult> count =
                text.looking(COUNT).filter(found -> found.group().matches(".*[0-9].*"));
        if (count.isEmpty()) {
            return inner;
        }
        text.skip(count.get().group().length());
        String from = count.get().group(1);
        String to = count.get().group(3);
        int least = from.isEmpty() ? 0 : number(from);
        boolean isExact = count.get().group(2).isEmpty();
        return repeated(inner, least, isExact ? least : to.isEmpty() ? Node.UNBOUNDED : number(to));
    }

    private Node repeated(Node inner, int least, int most) {
        if (text.accept("+")) {
            throw new Untranslatable("it repeats possessively");
        }
        return repeated(new Node.Repeat(inner, least, most, text.accept("?")));
    }

    private static int number(String digits) {
        int number = digits.length() > 4 ? Node.UNBOUNDED : Integer.parseInt(digits);
        if (number > 1000) {
            throw new Untranslatable("it repeats more than 1,000 times");
        }
        return number;
    }

    private Node atom() {
        int character = text.nextCodePoint();
        return switch (character) {
            case '(' -> group();
            case '<' -> tag();
            case '[' -> characters.set(ignoresCase);
            case '.' -> new Node.One(Characters.ANY);
            case '^' -> new Node.Start();
            case '$' -> new Node.End();
            case '\\' -> characters.escape(ignoresCase);
            case PREFIX -> new Node.Prefix();
            case '*', '+', '?' ->
                    throw new Untranslatable("'" + (char) character + "' repeats nothing");
            default -> RegexCharacters.literal(character, ignoresCase);
        };
    }

    /** Behind its parenthesis. */
    private Node group() {
        Optional<MatchResult> flags = text.accept(FLAGS);
        if (flags.isPresent()) {
            flags(flags.get().group(1));
            return Node.nothing();
        }
        Optional<MatchResult> flagged = text.accept(FLAGGED);
        if (flagged.isPresent()) {
            boolean outside = ignoresCase;
            flags(flagged.get().group(1));
            Node inner = closed(")");
            ignoresCase = outside;
            return inner;
        }
        if (text.accept("?P<")) {
            String name = text.until(">");
            return new Node.Group(name, false, closed(")"));
        }
        if (text.accept("?=")) {
            return new Node.Ahead(true, closed(")"));
        }
        if (text.accept("?!")) {
            return new Node.Ahead(false, closed(")"));
        }
        if (text.accept("?#")) {
            text.until(")");
            return Node.nothing();
        }
        if (text.accept("?(")) {
            String name = text.until(")");
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
        if (text.startsWith("?<")) {
            throw new Untranslatable("it looks back at what stands before (?<…)");
        }
        if (text.startsWith("?")) {
            throw new Untranslatable("it has a group (" + text.peek(2) + "…)");
        }
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
        if (!text.accept(end)) {
            throw new Untranslatable("it has a group that does not end");
        }
        return inner;
    }

    /** Behind its {@code <}. What is no tag is text. */
    private Node tag() {
        Optional<MatchResult> tag = text.looking(TAG).filter(found -> found.group(1).isEmpty());
        if (tag.isEmpty()) {
            return Node.character('<');
        }
        int length = tag.get().group().length();
        String name = tag.get().group(2) + tag.get().group(3);
        if (ADDRESSES.contains(name)) {
            text.skip(length);
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
                text.skip(length);
                return new Node.Repeat(new Node.One(Characters.WORDS), 1, Node.UNBOUNDED, false);
            }
            default -> {}
        }
        boolean opens = name.startsWith("F-") && text.contains("</" + name + ">");
        if (!opens) {
            return Node.character('<');
        }
        text.skip(length);
        String own = name.substring(2).toLowerCase(Locale.ROOT);
        if (own.equals("id")) {
            throw new Untranslatable("<F-ID> may be anything, and only addresses count");
        }
        Node inner = closed("</" + name + ">");
        return own.matches("ip4|ip6|dns")
                ? new Node.Address(false)
                : new Node.Group(own, true, inner);
    }
}
