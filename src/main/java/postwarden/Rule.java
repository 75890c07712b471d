package postwarden;

/**
 * What a rule book tells of one rule; how it matches is the book's own.
 *
 * @param about one sentence for people, may be empty
 * @param file the rule file's name, for messages
 * @param line where the rule begins, from 1 on
 * @param examples how many example lines it has
 * @param harmless how many harmless lines
 * @param mayBeIdle its file says that it need not match anything for long
 */
public record Rule(
        String name,
        String about,
        String file,
        int line,
        int examples,
        int harmless,
        Terms terms,
        boolean mayBeIdle) {}
