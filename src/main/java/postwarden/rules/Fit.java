package postwarden.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.safere.Matcher;

/** A text that a pattern fits, and its named parts. One thread's. */
final class Fit {
    private static final int MOST_DIGITS = 9;

    private final EntryPattern pattern;
    private final Matcher matcher;

    Fit(EntryPattern pattern, Matcher matcher) {
        this.pattern = pattern;
        this.matcher = matcher;
    }

    /** What stands at the place of {@code <CLIENT>} or {@code <ADDR>}; for a pattern with one. */
    String address() {
        return matcher.group(Tag.ADDRESS);
    }

    /** Another form of the rule may have the part. */
    boolean has(String part) {
        return pattern.hasPart(part) && matcher.group(part) != null;
    }

    /** Where the address and the parts are. */
    List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark("address", matcher.start(Tag.ADDRESS), matcher.end(Tag.ADDRESS)));
        pattern.parts().stream()
                .filter(this::has)
                .map(part -> new Mark(part, matcher.start(part), matcher.end(part)))
                .forEach(marks::add);
        marks.sort(Comparator.comparingInt(Mark::from));
        return marks;
    }

    /** Empty text if the part took no part. */
    String text(String part) {
        return has(part) ? matcher.group(part) : "";
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
