package postwarden.rules;

/**
 * What a pattern captured, and where in the entry.
 *
 * @param part {@code address}, or the part's own name
 * @param from the first character, from 0 on
 * @param to behind the last one
 */
public record Mark(String part, int from, int to) {}
