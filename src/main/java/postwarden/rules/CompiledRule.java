package postwarden.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postwarden.Address;
import postwarden.Rule;

/** A rule, ready to judge. Safe for any thread. */
record CompiledRule(
        Rule rule,
        List<EntryPattern> forms,
        List<Ignore> ignored,
        Optional<Guard> guard,
        Weighing weighing) {
    Stream<Screen> screens() {
        return forms.stream().map(EntryPattern::screen);
    }

    /** True only if it is certain to fit whatever the pattern fits. */
    boolean covers(EntryPattern pattern) {
        return forms.stream().anyMatch(form -> form.covers(pattern));
    }

    /** The first form that fits. */
    Optional<Fit> fit(String message) {
        for (EntryPattern form : forms) {
            Optional<Fit> fit = form.fit(message);
            if (fit.isPresent()) {
                return fit;
            }
        }
        return Optional.empty();
    }

    /** Of an entry that does not fit. */
    Reach reach(String message) {
        return forms.stream()
                .map(form -> Pursuit.of(form, message))
                .max(Pursuit.byLength())
                .orElse(new Reach(0, ""));
    }

    /** What becomes of an entry that fits. */
    Outcome decide(String message, Fit fit) {
        for (Ignore ignore : ignored) {
            if (ignore.ignores(message, fit)) {
                return new Outcome.Ignored();
            }
        }
        if (guard.isPresent() && !guard.get().allows(fit)) {
            return new Outcome.GuardRefused();
        }
        String text = fit.address();
        Optional<Address> client = ClientAddress.parse(text);
        return client.isEmpty()
                ? new Outcome.NoAddress(text)
                : new Outcome.Struck(weighing.match(rule.name(), client.get(), fit));
    }
}
