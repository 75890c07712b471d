package postwarden.rules;

/**
 * A piece of a line, and a caret under one place of it. Example lines are long: what is far from
 * the place is left out, and dots stand for it.
 *
 * @param at where the place is in {@code text}, from 0 on
 */
public record Excerpt(String text, int at) {
    private static final int BEFORE = 60;
    private static final int AFTER = 40;
    private static final String DOTS = "…";

    /**
     * Cuts it out.
     *
     * @param place from 0 on; beyond the end means the end
     */
    public static Excerpt of(String line, int place) {
        int at = Math.clamp(place, 0, line.length());
        int from = at > BEFORE ? at - BEFORE : 0;
        int to = Math.min(line.length(), at + AFTER);
        String head = from == 0 ? "" : DOTS;
        String tail = to == line.length() ? "" : DOTS;
        return new Excerpt(
                head + printable(line.substring(from, to)) + tail, head.length() + at - from);
    }

    /** One caret under the place. */
    public String caret() {
        return carets(1);
    }

    /** Carets from the place on, below the text: blanks, and tabs where the text has some. */
    public String carets(int count) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < at; i++) {
            line.append(text.charAt(i) == '\t' ? '\t' : ' ');
        }
        return line.append("^".repeat(Math.clamp(count, 1, Math.max(1, text.length() - at))))
                .toString();
    }

    /** One character for one: what is no text must not move the cursor of a terminal. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(c != '\t' && isControl(c) ? '?' : c);
        }
        return printable.toString();
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
