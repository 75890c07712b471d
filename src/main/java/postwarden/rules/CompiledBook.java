package postwarden.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import postwarden.Address;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.Match;
import postwarden.RuleBook;

/** The rule book that rule files made. Unchanging, safe for any thread. */
public final class CompiledBook implements RuleBook {
    private final List<CompiledJail> jails;
    private final Map<String, CompiledJail> byName;
    private final Screen screen;
    private final Map<String, String> passages;

    CompiledBook(List<CompiledJail> jails, Map<String, String> passages) {
        this.jails = List.copyOf(jails);
        this.passages = Map.copyOf(passages);
        this.byName =
                jails.stream()
                        .collect(Collectors.toMap(each -> each.jail().name(), Function.identity()));
        this.screen = Screen.any(jails.stream().flatMap(CompiledJail::screens).toList());
    }

    @Override
    public List<Jail> jails() {
        return jails.stream().map(CompiledJail::jail).toList();
    }

    @Override
    public boolean mayMatch(String message) {
        return !jails.isEmpty() && screen.passes(message);
    }

    @Override
    public Optional<Match> match(Jail jail, Entry entry) {
        CompiledJail compiled = compiled(jail);
        return compiled.decision(entry.message())
                .filter(attempt -> compiled.counts(entry.identifier()))
                .map(Attempt::outcome)
                .filter(Outcome.Struck.class::isInstance)
                .map(outcome -> ((Outcome.Struck) outcome).match());
    }

    /** Whether a rule of that jail decides about the entry, be it a strike or not. */
    public boolean decides(Jail jail, Entry entry) {
        CompiledJail compiled = compiled(jail);
        return mayMatch(entry.message())
                && compiled.counts(entry.identifier())
                && compiled.decision(entry.message()).isPresent();
    }

    @Override
    public Optional<Address> forgiven(Jail jail, Entry entry) {
        CompiledJail compiled = compiled(jail);
        return compiled.forgiven(entry.message())
                .filter(client -> compiled.counts(entry.identifier()));
    }

    private CompiledJail compiled(Jail jail) {
        CompiledJail compiled = byName.get(jail.name());
        if (compiled == null) {
            throw new IllegalArgumentException("no jail '" + jail.name() + "' in this book");
        }
        return compiled;
    }

    /** What every rule makes of an entry, jail by jail, in the order of the files. */
    public List<Attempt> attempts(String identifier, String message) {
        return jails.stream().flatMap(jail -> jail.attempts(identifier, message).stream()).toList();
    }

    /** Whether both books have that rule of that jail, and their files say the same of it. */
    public boolean saysTheSame(CompiledBook other, String jail, String rule) {
        String name = Passages.name(jail, rule);
        return passages.containsKey(name) && passages.get(name).equals(other.passages.get(name));
    }

    /** The same of a jail, besides its rules. */
    public boolean saysTheSame(CompiledBook other, String jail) {
        return saysTheSame(other, jail, "");
    }
}
