package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** Writes a rule file, line by line. */
final class RuleFileText {
    private static final int WIDTH = 116;

    /** What a human must look at begins so; nothing else does. */
    static final String LOOK = "LOOK: ";

    private final StringBuilder text = new StringBuilder();
    private String indent = "";
    private int looks;

    int looks() {
        return looks;
    }

    void line(String line) {
        text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
    }

    void open(String line) {
        line(line + " {");
        indent += "    ";
    }

    void close() {
        indent = indent.substring(4);
        line("}");
    }

    void look(String sentence) {
        looks++;
        comment(LOOK + sentence);
    }

    /** Wrapped at blanks. */
    void comment(String sentence) {
        wrapped(sentence).forEach(line -> line("// " + line));
    }

    /** As it is, however long. */
    void original(String regex) {
        line("//   " + printable(regex));
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A text between single quotes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.chars()
                .forEach(
                        c -> {
                            switch (c) {
                                case '\\' -> quoted.append("\\\\");
                                case '\'' -> quoted.append("\\'");
                                case '\n' -> quoted.append("\\n");
                                case '\r' -> quoted.append("\\r");
                                case '\t' -> quoted.append("\\t");
                                default -> quoted.append((char) c);
                            }
                        });
        return quoted.append('\'').toString();
    }

    /** The prefix by its name, nothing that ends the comment's line. */
    private static String printable(String regex) {
        return regex.replace(String.valueOf(RegexParser.PREFIX), "%(__prefix_line)s")
                .replaceAll("\\p{Cntrl}", " ");
    }

    private List<String> wrapped(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : printable(sentence).split(" ", -1)) {
            boolean full = indent.length() + 3 + line.length() + 1 + word.length() > WIDTH;
            if (full && !line.isEmpty()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
