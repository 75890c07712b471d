package postwarden.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Address;
import postwarden.cli.ReplayReport.Shape;
import postwarden.cli.ReplayReport.Unmatched;

/**
 * Counts messages by what they have in common: whatever differs from entry to entry is replaced by
 * a word for its kind. Memory is bounded: of shapes, there are {@value #MOST}; of texts, the first
 * {@value #MOST_CHARACTERS} characters.
 */
final class Shapes {
    static final int MOST = 10_000;

    private static final int MOST_CHARACTERS = 300;

    /** Each of these ends where it must, so none is tried twice over. */
    private static final Pattern VARYING =
            Pattern.compile(
                    "<[^>]*+>|\"[^\"]*+\"|(?<==)[^ ,;]++|[A-Za-z0-9_]++(?:[.:@+-]++[A-Za-z0-9_]++)*+");

    private static final Pattern NUMBER = Pattern.compile("[0-9]++(?:[.:-][0-9]++)*+");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9_-]++\\.)++[A-Za-z][A-Za-z0-9-]*+");

    private static final Pattern QUEUE_ID = Pattern.compile("(?=[^0-9]*+[0-9])[0-9A-Za-z]{6,}+");

    private final Map<Kind, Counted> shapes = new HashMap<>();
    private long entries;
    private long unsorted;

    private record Kind(String program, String shape) {}

    private static final class Counted {
        final String example;
        long count;

        Counted(String example) {
            this.example = example;
        }
    }

    void add(String program, String message) {
        entries++;
        String text = message.length() > MOST_CHARACTERS ? cut(message) : message;
        Kind kind = new Kind(program, of(text));
        Counted counted = shapes.get(kind);
        if (counted == null && shapes.size() >= MOST) {
            unsorted++;
            return;
        }
        if (counted == null) {
            counted = new Counted(text);
            shapes.put(kind, counted);
        }
        counted.count++;
    }

    /** The most frequent first. */
    Unmatched report() {
        List<Shape> sorted =
                shapes.entrySet().stream()
                        .map(
                                each ->
                                        new Shape(
                                                each.getValue().count,
                                                each.getKey().program(),
                                                each.getKey().shape(),
                                                each.getValue().example))
                        .sorted((one, other) -> Long.compare(other.count(), one.count()))
                        .toList();
        return new Unmatched(entries, sorted, unsorted);
    }

    static String of(String message) {
        Matcher varying = VARYING.matcher(message);
        StringBuilder shape = new StringBuilder(message.length());
        while (varying.find()) {
            boolean isValue = varying.start() > 0 && message.charAt(varying.start() - 1) == '=';
            String word = isValue ? "…" : word(varying.group());
            varying.appendReplacement(shape, Matcher.quoteReplacement(word));
        }
        return varying.appendTail(shape).toString();
    }

    private static String word(String text) {
        char first = text.charAt(0);
        if (first == '<') {
            return "<…>";
        }
        if (first == '"') {
            return "\"…\"";
        }
        if (Address.parse(text).isPresent()) {
            return "ADDRESS";
        }
        if (NUMBER.matcher(text).matches()) {
            return "N";
        }
        if (text.indexOf('@') >= 0) {
            return "MAILBOX";
        }
        if (HOST.matcher(text).matches()) {
            return "HOST";
        }
        return QUEUE_ID.matcher(text).matches() ? "ID" : text;
    }

    private static String cut(String message) {
        return message.substring(0, MOST_CHARACTERS);
    }
}
