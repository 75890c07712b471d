package postwarden.rules;

/**
 * How deep the brackets of a rule file are nested, outside of its texts and patterns. Groovy's
 * parser takes minutes for some hundreds, and hours for some thousands.
 */
final class Brackets {
    private static final int DEEPEST = 50;

    private Brackets() {}

    static boolean areTooDeep(String file) {
        int depth = 0;
        int at = 0;
        while (at < file.length() && depth <= DEEPEST) {
            char c = file.charAt(at);
            if (c == '\'' || c == '"') {
                at = behind(c, true, file, at + 1);
            } else if (file.startsWith("~/", at)) {
                at = behind('/', false, file, at + 2);
            } else {
                boolean opens = "([{".indexOf(c) >= 0;
                boolean closes = ")]}".indexOf(c) >= 0;
                depth = Math.max(0, depth + (opens ? 1 : closes ? -1 : 0));
                at++;
            }
        }
        return depth > DEEPEST;
    }

    /** Behind the character that ends a text or pattern. */
    private static int behind(char end, boolean endsWithLine, String file, int from) {
        for (int at = from; at < file.length(); at++) {
            char c = file.charAt(at);
            if (c == end || (endsWithLine && c == '\n')) {
                return at + 1;
            }
            at += c == '\\' ? 1 : 0;
        }
        return file.length();
    }
}
