package postwarden.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cursor tells. Its form is "private and subject to change" (sd_journal_get_cursor(3)), so
 * nothing but the exactness of {@link Resumption} depends on it.
 *
 * @param sequence the numbering that {@code number} is from: one journald's, until its files are
 *     damaged or removed
 * @param identity boot, both clocks and a hash of the content: the same in each copy of the entry,
 *     as when journald moves its files from /run to /var
 */
record Cursor(String sequence, long number, String identity) {
    private static final Pattern FORM =
            Pattern.compile("s=([0-9a-f]{32});i=([0-9a-f]{1,15});(b=.*;x=[0-9a-f]+)");

    static Optional<Cursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new Cursor(
                                matcher.group(1),
                                Long.parseLong(matcher.group(2), 16),
                                matcher.group(3)))
                : Optional.empty();
    }

    boolean sameEntryAs(Cursor other) {
        return identity.equals(other.identity);
    }
}
