package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import postwarden.Address;
import postwarden.Jail;

/** A jail, ready to judge. Safe for any thread. */
final class CompiledJail {
    /** Programs have few names; who forges them may have many. */
    private static final int MOST_IDENTIFIERS = 1000;

    private final Jail jail;
    private final List<EntryPattern> identifiers;
    private final List<EntryPattern> ignored;
    private final List<CompiledRule> rules;
    private final Lookout lookout;
    private final Map<String, Boolean> knownIdentifiers = new ConcurrentHashMap<>();
    private final List<CompiledRule> forgiving;

    CompiledJail(
            Jail jail,
            List<EntryPattern> identifiers,
            List<EntryPattern> ignored,
            List<CompiledRule> rules,
            List<CompiledRule> forgiving) {
        this.jail = jail;
        this.identifiers = List.copyOf(identifiers);
        this.ignored = List.copyOf(ignored);
        this.rules = List.copyOf(rules);
        this.lookout = new Lookout(this.rules);
        this.forgiving = List.copyOf(forgiving);
    }

    Jail jail() {
        return jail;
    }

    Stream<Screen> screens() {
        return Stream.concat(rules.stream(), forgiving.stream()).flatMap(CompiledRule::screens);
    }

    /** The first rule that fits decides, whatever it decides. Any program counts here. */
    Optional<Attempt> decision(String message) {
        return lookout.first(message)
                .map(
                        found ->
                                attempt(
                                        found.rule(),
                                        decide(found.rule(), message, found.fit()),
                                        List.of()));
    }

    /** Whose strikes an entry clears that is no strike itself. Any program counts here. */
    Optional<Address> forgiven(String message) {
        return forgiving.stream()
                .flatMap(each -> alone(each, message).stream())
                .map(Attempt::outcome)
                .filter(Outcome.Struck.class::isInstance)
                .map(outcome -> ((Outcome.Struck) outcome).match().client())
                .findFirst();
    }

    /** What one rule makes of an entry, whatever comes before it. */
    Optional<Attempt> alone(CompiledRule rule, String message) {
        return rule.fit(message).map(fit -> attempt(rule, rule.decide(message, fit), fit.marks()));
    }

    /** What each rule makes of the entry; dear, for people. */
    List<Attempt> attempts(String identifier, String message) {
        if (!counts(identifier)) {
            return rules.stream()
                    .map(rule -> attempt(rule, new Outcome.OtherProgram(), List.of()))
                    .toList();
        }
        List<Attempt> attempts = new ArrayList<>();
        Optional<String> decider = Optional.empty();
        for (CompiledRule rule : rules) {
            Optional<Fit> fit = rule.fit(message);
            if (fit.isEmpty()) {
                Outcome unfit = new Outcome.NotFitting(rule.reach(message));
                attempts.add(attempt(rule, unfit, List.of()));
                continue;
            }
            Outcome outcome =
                    decider.isPresent()
                            ? new Outcome.DecidedEarlier(decider.get())
                            : decide(rule, message, fit.get());
            decider = decider.or(() -> Optional.of(rule.rule().name()));
            attempts.add(attempt(rule, outcome, fit.get().marks()));
        }
        if (attempts.stream().noneMatch(each -> each.outcome() instanceof Outcome.Struck)) {
            forgiving.stream()
                    .flatMap(each -> alone(each, message).stream())
                    .map(CompiledJail::forgiveness)
                    .forEach(attempts::add);
        }
        return List.copyOf(attempts);
    }

    private static Attempt forgiveness(Attempt attempt) {
        return attempt.outcome() instanceof Outcome.Struck struck
                ? new Attempt(
                        attempt.jail(),
                        attempt.rule(),
                        new Outcome.Forgiven(struck.match().client()),
                        attempt.marks())
                : attempt;
    }

    /** A jail without identifiers counts every program. */
    boolean counts(String identifier) {
        if (identifiers.isEmpty()) {
            return true;
        }
        if (knownIdentifiers.size() >= MOST_IDENTIFIERS) {
            knownIdentifiers.clear();
        }
        return knownIdentifiers.computeIfAbsent(
                identifier, name -> identifiers.stream().anyMatch(pattern -> pattern.fits(name)));
    }

    private Outcome decide(CompiledRule rule, String message, Fit fit) {
        for (EntryPattern pattern : ignored) {
            if (Ignore.fits(pattern, message)) {
                return new Outcome.Ignored();
            }
        }
        return rule.decide(message, fit);
    }

    private Attempt attempt(CompiledRule rule, Outcome outcome, List<Mark> marks) {
        return new Attempt(jail.name(), rule.rule().name(), outcome, marks);
    }
}
