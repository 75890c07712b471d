package postwarden.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.Jail;
import postwarden.Rule;
import postwarden.rules.Problem;
import postwarden.rules.Reading;

/**
 * One rule, or, with neither jail nor rule, what concerns a file as a whole.
 *
 * @param examples lines that are tried: example and harmless ones
 */
record RuleReport(
        String jail, String rule, String file, int line, int examples, List<String> findings) {
    /** Every rule of the book with the findings that lie in it; then the findings of no rule. */
    static List<RuleReport> of(Reading reading) {
        List<RuleReport> reports = new ArrayList<>();
        List<Problem> left = new ArrayList<>(reading.problems());
        for (Jail jail : reading.book().map(book -> book.jails()).orElse(List.of())) {
            for (int i = 0; i < jail.rules().size(); i++) {
                Rule rule = jail.rules().get(i);
                Optional<Rule> next =
                        i + 1 < jail.rules().size()
                                ? Optional.of(jail.rules().get(i + 1))
                                : Optional.empty();
                List<Problem> own =
                        left.stream().filter(problem -> isIn(problem, rule, next)).toList();
                left.removeAll(own);
                reports.add(
                        new RuleReport(
                                jail.name(),
                                rule.name(),
                                rule.file(),
                                rule.line(),
                                rule.examples() + rule.harmless(),
                                own.stream().map(Problem::toString).toList()));
            }
        }
        left.forEach(
                problem ->
                        reports.add(
                                new RuleReport(
                                        null,
                                        null,
                                        problem.file(),
                                        problem.line(),
                                        0,
                                        List.of(problem.toString()))));
        return reports;
    }

    private static boolean isIn(Problem problem, Rule rule, Optional<Rule> next) {
        return problem.file().equals(rule.file())
                && problem.line() >= rule.line()
                && next.map(after -> problem.line() < after.line()).orElse(true);
    }
}
