package postwarden.rules;

import org.safere.Matcher;

/** A text that a pattern fits, and its named parts. One thread's. */
final class Fit {
    private static final int MOST_DIGITS = 9;

    private final Matcher matcher;

    Fit(Matcher matcher) {
        this.matcher = matcher;
    }

    /** Empty text if the part took no part. */
    String text(String part) {
        String text = matcher.group(part);
        return text == null ? "" : text;
    }

    boolean has(String part) {
        return matcher.group(part) != null;
    }

    /** 0 if the part is empty; never more than 999,999,999, so that products fit a long. */
    long number(String part) {
        String digits = text(part).replaceFirst("^0+", "");
        if (digits.length() > MOST_DIGITS) {
            return 999_999_999;
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}
