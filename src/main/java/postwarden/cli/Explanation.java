package postwarden.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postwarden.rules.Attempt;
import postwarden.rules.Excerpt;
import postwarden.rules.Mark;
import postwarden.rules.Outcome;
import postwarden.rules.Reach;

/** What every rule made of one message, told to people and to scripts. */
record Explanation(String message, List<Attempt> attempts) {
    private static final String INDENT = "    ";

    /**
     * One rule's answer.
     *
     * @param result {@code strike}, {@code other-program}, {@code not-fitting}, {@code ignored},
     *     {@code guard-refused}, {@code no-address}, {@code decided-earlier} or {@code forgiven}
     * @param reached how many characters the pattern could follow
     * @param wanted what it wants there; empty for the end, null if it fits
     * @param parts what it captured, by name
     */
    record Row(
            String jail,
            String rule,
            String result,
            int reached,
            String wanted,
            Map<String, String> parts) {}

    List<Row> rows() {
        return attempts.stream().map(this::row).toList();
    }

    private Row row(Attempt attempt) {
        Map<String, String> parts = new LinkedHashMap<>();
        attempt.marks().forEach(mark -> parts.put(mark.part(), text(mark)));
        return switch (attempt.outcome()) {
            case Outcome.NotFitting(Reach reach) ->
                    row(attempt, "not-fitting", reach.at(), reach.wanted(), parts);
            case Outcome.OtherProgram other -> row(attempt, "other-program", 0, null, parts);
            case Outcome.Ignored ignored -> fitting(attempt, "ignored", parts);
            case Outcome.GuardRefused refused -> fitting(attempt, "guard-refused", parts);
            case Outcome.NoAddress none -> fitting(attempt, "no-address", parts);
            case Outcome.DecidedEarlier earlier -> fitting(attempt, "decided-earlier", parts);
            case Outcome.Forgiven forgiven -> fitting(attempt, "forgiven", parts);
            case Outcome.Struck struck -> fitting(attempt, "strike", parts);
        };
    }

    private Row fitting(Attempt attempt, String result, Map<String, String> parts) {
        return row(attempt, result, message.length(), null, parts);
    }

    private static Row row(
            Attempt attempt, String result, int reached, String wanted, Map<String, String> parts) {
        return new Row(attempt.jail(), attempt.rule(), result, reached, wanted, parts);
    }

    private String text(Mark mark) {
        return message.substring(mark.from(), mark.to());
    }

    /** The rules that fit, with what they captured; then the others, the nearest first. */
    void print(PrintWriter out) {
        for (Attempt attempt : attempts) {
            if (!(attempt.outcome() instanceof Outcome.NotFitting)) {
                printFitting(attempt, out);
            }
        }
        out.println();
        attempts.stream()
                .filter(attempt -> attempt.outcome() instanceof Outcome.NotFitting)
                .sorted(Comparator.comparingInt(Explanation::reached).reversed())
                .forEach(attempt -> printUnfit(attempt, out));
    }

    private void printFitting(Attempt attempt, PrintWriter out) {
        out.println();
        printSentence(attempt, out);
        for (Mark mark : attempt.marks()) {
            Excerpt excerpt = Excerpt.of(message, mark.from());
            out.println(INDENT + excerpt.text());
            out.println(INDENT + excerpt.carets(mark.to() - mark.from()) + " " + mark.part());
        }
    }

    private void printUnfit(Attempt attempt, PrintWriter out) {
        printSentence(attempt, out);
        if (reached(attempt) > 0) {
            Excerpt excerpt = Excerpt.of(message, reached(attempt));
            out.println(INDENT + excerpt.text());
            out.println(INDENT + excerpt.caret());
        }
    }

    private static void printSentence(Attempt attempt, PrintWriter out) {
        out.println(attempt.rule() + ": " + sentence(attempt.outcome()));
    }

    private static int reached(Attempt attempt) {
        return attempt.outcome() instanceof Outcome.NotFitting(Reach reach) ? reach.at() : 0;
    }

    private static String sentence(Outcome outcome) {
        return switch (outcome) {
            case Outcome.OtherProgram other -> "the program is none of the jail's identifiers";
            case Outcome.NotFitting(Reach reach) ->
                    reach.wanted().isEmpty()
                            ? "its pattern ends here, and the entry goes on"
                            : (reach.at() == 0 ? "begins otherwise, with " : "here it wants ")
                                    + reach.wanted().strip();
            case Outcome.Ignored ignored -> "its pattern fits, but an ignore does, too";
            case Outcome.GuardRefused refused -> "its pattern fits, but when does not hold";
            case Outcome.NoAddress none ->
                    "its pattern fits, but '" + none.text() + "' is no address";
            case Outcome.DecidedEarlier earlier ->
                    "its pattern fits, but " + earlier.rule() + " comes first";
            case Outcome.Forgiven forgiven -> "clears the strikes of " + forgiven.client();
            case Outcome.Struck struck -> "STRIKE of " + struck.match().client();
        };
    }
}
