package postwarden.rules;

import java.nio.charset.StandardCharsets;

/** What makes a fitting entry no strike. */
sealed interface Ignore {
    /**
     * Postfix cuts its entries at 2,000 bytes. How long they are is the client's choice, and so
     * what a cut one ends in: no pattern for whole entries is believed there.
     */
    int CUT = 1990;

    boolean ignores(String message, Fit fit);

    record WholeEntry(EntryPattern pattern) implements Ignore {
        @Override
        public boolean ignores(String message, Fit fit) {
            return fits(pattern, message);
        }
    }

    /** A part that is missing ignores nothing. */
    record OfPart(String part, EntryPattern pattern) implements Ignore {
        @Override
        public boolean ignores(String message, Fit fit) {
            return fit.has(part) && pattern.fits(fit.text(part));
        }
    }

    static boolean fits(EntryPattern pattern, String message) {
        return pattern.fits(message) && !mayBeCut(message);
    }

    private static boolean mayBeCut(String message) {
        return message.length() * 3L >= CUT
                && message.getBytes(StandardCharsets.UTF_8).length >= CUT;
    }
}
