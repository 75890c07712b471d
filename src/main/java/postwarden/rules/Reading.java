package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import postwarden.Rule;

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

    /** With a warning for each rule that is idle and does not say that it may be. */
    public Reading withIdle(Predicate<Rule> idle) {
        List<Problem> more = new ArrayList<>(problems);
        book.map(CompiledBook::jails).orElse(List.of()).stream()
                .flatMap(jail -> jail.rules().stream())
                .filter(rule -> !rule.mayBeIdle())
                .filter(idle)
                .map(
                        rule ->
                                Problem.of(
                                        Finding.IDLE,
                                        rule.file(),
                                        rule.line(),
                                        0,
                                        "rule '"
                                                + rule.name()
                                                + "' has matched nothing in 30 days"))
                .forEach(more::add);
        return new Reading(book, more);
    }
}
