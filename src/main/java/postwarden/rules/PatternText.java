package postwarden.rules;

import java.util.Optional;
import java.util.function.Function;

/**
 * A pattern as a rule file writes it, {@code ~/…/}. The {@link Grammar} puts it in the place of
 * Groovy's own, so that a mistake inside a pattern has its place.
 *
 * @param line where it begins in the file
 * @param column of its {@code ~}
 */
public record PatternText(String text, int line, int column) {
    private static final int OPENING = 2; // ~/

    public static PatternText of(String text, int line, int column) {
        return new PatternText(text, line, column);
    }

    /** Empty if it cannot be compiled; then the draft knows why. */
    Optional<EntryPattern> compiled(Function<String, EntryPattern> compiler, Draft draft) {
        try {
            return Optional.of(compiler.apply(text));
        } catch (PatternException e) {
            e.finding()
                    .ifPresentOrElse(
                            finding -> draft.add(finding, line, column(e.at()), e.getMessage()),
                            () -> draft.error(line, column(e.at()), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Where a place of the pattern is in the file: there, a slash has a backslash before it. */
    int column(int at) {
        String before = text.substring(0, Math.min(at, text.length()));
        return column + OPENING + at + (int) before.chars().filter(c -> c == '/').count();
    }
}
