package postwarden.rules;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import postwarden.Address;
import postwarden.Offender;
import postwarden.OffenderSize;

/**
 * An {@code example} or {@code harmless} line of a rule: its test.
 *
 * @param offender whose strike it must be; empty for a harmless line
 * @param identifier the program that wrote it; empty: one that counts
 */
record TestLine(
        String message,
        Optional<String> offender,
        Optional<String> identifier,
        int line,
        int column) {
    /** Empty if the offender is no address; then the draft knows. */
    static Optional<TestLine> example(String message, Map<String, String> facts, Draft draft) {
        String offender = facts.getOrDefault("offender", "");
        if (Offender.parse(offender).isEmpty()) {
            draft.error("'" + offender + "' is no address: an example names its offender");
            return Optional.empty();
        }
        return Optional.of(of(message, Optional.of(offender), facts, draft));
    }

    static TestLine harmless(String message, Map<String, String> facts, Draft draft) {
        return of(message, Optional.empty(), facts, draft);
    }

    private static TestLine of(
            String message, Optional<String> offender, Map<String, String> facts, Draft draft) {
        return new TestLine(
                message,
                offender,
                Optional.ofNullable(facts.get("identifier")),
                draft.line(),
                draft.column());
    }

    boolean isExample() {
        return offender.isPresent();
    }

    void check(
            Function<String, Optional<Attempt>> decide,
            CompiledJail jail,
            String rule,
            Draft draft) {
        Optional<Attempt> decision =
                identifier.isPresent() && !jail.counts(identifier.get())
                        ? Optional.empty()
                        : decide.apply(message);
        mistake(decision, rule).ifPresent(sentence -> draft.error(line, column, sentence));
    }

    private Optional<String> mistake(Optional<Attempt> decision, String rule) {
        Optional<Address> struck =
                decision.filter(attempt -> attempt.rule().equals(rule))
                        .map(Attempt::outcome)
                        .filter(Outcome.Struck.class::isInstance)
                        .map(outcome -> ((Outcome.Struck) outcome).match().client());
        if (offender.isEmpty()) {
            return struck.map(client -> "this line should be harmless but strikes " + client);
        }
        if (struck.isPresent()) {
            return struck.filter(client -> !isOffender(client))
                    .map(client -> "this example strikes " + client + ", not " + offender.get());
        }
        return Optional.of("this example is no strike: " + why(decision, rule));
    }

    private String why(Optional<Attempt> decision, String rule) {
        if (decision.isEmpty()) {
            return identifier.isPresent()
                    ? "the pattern does not fit it, or '" + identifier.get() + "' is not watched"
                    : "the pattern does not fit it";
        }
        if (!decision.get().rule().equals(rule)) {
            return "rule '" + decision.get().rule() + "' fits it first";
        }
        return switch (decision.get().outcome()) {
            case Outcome.Ignored ignored -> "an 'ignore' fits it";
            case Outcome.GuardRefused refused -> "its 'when' does not hold";
            case Outcome.NoAddress(String text) -> "'" + text + "' is no client's address";
            case Outcome.OtherProgram other -> "its program is not watched";
            case Outcome.NotFitting unfit -> "the pattern does not fit it";
            case Outcome.DecidedEarlier earlier -> "rule '" + earlier.rule() + "' fits it first";
            case Outcome.Forgiven forgiven -> "it forgives " + forgiven.client();
            case Outcome.Struck struck -> "it strikes " + struck.match().client();
        };
    }

    private boolean isOffender(Address client) {
        Optional<Offender> expected = Offender.parse(offender.orElse(""));
        return expected.equals(Optional.of(Offender.of(client)))
                || expected.equals(Optional.of(OffenderSize.DEFAULT.offender(client)));
    }
}
