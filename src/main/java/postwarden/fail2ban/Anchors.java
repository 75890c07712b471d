package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** Where the message begins and ends. */
final class Anchors {
    private Anchors() {}

    /**
     * A row without anchors and prefix; what was open is now {@code .*}.
     *
     * @param anchored whether it said where the message begins
     */
    record Fixed(List<Node> items, boolean anchored, List<String> notes) {}

    static Fixed fixed(List<Node> row) {
        List<Node> items = new ArrayList<>(row);
        List<String> notes = new ArrayList<>();
        boolean anchored = cutFront(items, notes);
        cutEnd(items);
        if (items.stream().anyMatch(each -> each instanceof Node.Start)) {
            throw new Untranslatable("it has a '^' that is not at its beginning");
        }
        if (!anchored) {
            items.addFirst(Node.rest());
        }
        return new Fixed(items, anchored, notes);
    }

    /** In front of {@code .*}, what may be missing says nothing. */
    static List<Node> withoutIdleTail(List<Node> items) {
        List<Node> left = new ArrayList<>(items);
        while (left.size() > 1
                && left.getLast().equals(Node.rest())
                && Edges.mayBeEmpty(left.get(left.size() - 2))
                && !(left.get(left.size() - 2) instanceof Node.Address)) {
            left.remove(left.size() - 2);
        }
        return left;
    }

    private static boolean cutFront(List<Node> items, List<String> notes) {
        int prefix = -1;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Node.Prefix) {
                prefix = i;
            }
        }
        if (prefix >= 0) {
            boolean first =
                    items.subList(0, prefix).stream()
                            .allMatch(each -> each instanceof Node.Start || isIdle(each));
            if (!first) {
                throw new Untranslatable("something stands in front of its prefix");
            }
            items.subList(0, prefix + 1).clear();
            return true;
        }
        int program = programsEnd(items);
        if (program > 0) {
            notes.add(
                    "the program and its number in front, '"
                            + PatternWriter.written(items.subList(0, program))
                            + "', are left out: see 'identifier'");
            items.subList(0, program).clear();
            return true;
        }
        boolean start = !items.isEmpty() && items.getFirst() instanceof Node.Start;
        if (start) {
            items.removeFirst();
            notes.add("it begins where the line does: written for a log without syslog's prefix");
        }
        return start;
    }

    private static boolean isBlank(Node node) {
        return node.is(' ')
                || node.equals(new Node.One(Characters.BLANKS))
                || (node instanceof Node.Repeat blanks
                        && blanks.inner().equals(new Node.One(Characters.BLANKS)));
    }

    private static boolean isIdle(Node node) {
        return node instanceof Node.Repeat repeat
                && repeat.least() == 0
                && repeat.inner().equals(new Node.One(Characters.BLANKS));
    }

    /** Behind {@code [1234]: }, where somebody wrote out syslog's prefix; 0 if nobody did. */
    private static int programsEnd(List<Node> items) {
        for (int i = 0; i + 3 < items.size(); i++) {
            boolean number =
                    items.get(i).is('[')
                            && items.get(i + 1) instanceof Node.Repeat repeat
                            && repeat.inner().equals(new Node.One(Characters.DIGITS))
                            && items.get(i + 2).is(']')
                            && items.get(i + 3).is(':');
            if (number) {
                int end = i + 4;
                boolean blank = end < items.size() && isBlank(items.get(end));
                return blank ? end + 1 : end;
            }
        }
        return 0;
    }

    private static void cutEnd(List<Node> items) {
        int end = 0;
        while (end < items.size() && !(items.get(end) instanceof Node.End)) {
            end++;
        }
        if (end == items.size()) {
            items.add(Node.rest());
            return;
        }
        List<Node> behind = items.subList(end, items.size());
        if (!behind.stream().allMatch(Edges::mayBeEmpty)) {
            throw new Untranslatable("it has a '$' that is not at its end");
        }
        behind.clear();
    }
}
