package postwarden.rules;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading rule files.
 *
 * @param book empty if any of the problems is an error
 * @param problems all that were found, in the order of the files
 */
public record Reading(Optional<CompiledBook> book, List<Problem> problems) {
    public Reading {
        problems = List.copyOf(problems);
    }
}
