package postwarden.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the files say of each rule, and of each jail besides its rules: to tell whether it is the
 * same as in another book. A line belongs to whom the last word at its beginning belongs to;
 * comments and blank lines to nobody. One thread's, during one load.
 */
final class Passages {
    private final Map<String, List<String>> passages = new LinkedHashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private List<String> lines = List.of();
    private int reached;

    /** Blocks that have ended; what is left of their last word is still to come. */
    private int ended;

    /** The name of a rule's passage, or, with an empty rule, of a jail's own. */
    static String name(String jail, String rule) {
        return jail + "/" + rule;
    }

    /** The next file. */
    void read(List<String> newLines) {
        rest();
        lines = newLines;
        reached = 0;
    }

    /** A word stands in this line. What is before it is the last word's. */
    void word(int line) {
        if (line > 0) {
            take(line - 1);
            for (; ended > 0; ended--) {
                open.pop();
            }
        }
    }

    /** The word that spoke last begins a block. */
    void begin(String jail, String rule) {
        open.push(name(jail, rule));
        passages.computeIfAbsent(open.peek(), name -> new ArrayList<>());
    }

    void end() {
        ended++;
    }

    Map<String, String> texts() {
        rest();
        return passages.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, each -> String.join("\n", each.getValue())));
    }

    private void rest() {
        take(lines.size());
        open.clear();
        ended = 0;
    }

    private void take(int end) {
        for (; reached < Math.min(end, lines.size()); reached++) {
            String text = lines.get(reached).strip();
            boolean says = !text.isEmpty() && !text.startsWith("//") && !text.equals("}");
            if (says && !open.isEmpty()) {
                passages.get(open.peek()).add(text);
            }
        }
    }
}
