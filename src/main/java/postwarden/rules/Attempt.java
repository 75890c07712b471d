package postwarden.rules;

import java.util.List;

/**
 * One rule's answer to one entry, for people who ask why.
 *
 * @param marks what the pattern captured, if it fits and somebody asked for it
 */
public record Attempt(String jail, String rule, Outcome outcome, List<Mark> marks) {
    public Attempt {
        marks = List.copyOf(marks);
    }
}
