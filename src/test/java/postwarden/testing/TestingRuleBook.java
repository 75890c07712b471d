package postwarden.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import postwarden.Address;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.Match;
import postwarden.Policy;
import postwarden.Rule;
import postwarden.RuleBook;
import postwarden.Terms;
import postwarden.UnitGlob;

/**
 * A book whose entries say themselves what they are: {@code strike ADDRESS [RULE [WEIGHT]]
 * [account=NAME] [kind=KIND]}, or {@code forgive ADDRESS}.
 */
public final class TestingRuleBook implements RuleBook {
    private final List<Jail> jails = new ArrayList<>();
    private final Map<String, Terms> terms = new HashMap<>();

    public static TestingRuleBook of(Policy policy) {
        return new TestingRuleBook().with("postfix", policy);
    }

    public TestingRuleBook with(String jail, Policy policy) {
        jails.add(
                new Jail(
                        jail,
                        List.of(new UnitGlob("postfix.service")),
                        List.of(),
                        policy,
                        List.of(rule("lost-connection", Terms.of(jail, policy)))));
        return this;
    }

    /** The rule's strikes count on terms of their own. */
    public TestingRuleBook with(String rule, Terms own) {
        terms.put(rule, own);
        return this;
    }

    private static Rule rule(String name, Terms terms) {
        return new Rule(name, "", "testing.groovy", 1, 0, 0, terms, false);
    }

    @Override
    public List<Jail> jails() {
        return List.copyOf(jails);
    }

    @Override
    public boolean mayMatch(String message) {
        return message.startsWith("strike ") || message.startsWith("forgive ");
    }

    @Override
    public Optional<Match> match(Jail jail, Entry entry) {
        if (!entry.message().startsWith("strike ")) {
            return Optional.empty();
        }
        List<String> words =
                Stream.of(entry.message().split(" ", -1))
                        .filter(word -> word.indexOf('=') < 0)
                        .toList();
        String rule = words.size() > 2 ? words.get(2) : "lost-connection";
        int weight = words.size() > 3 ? Integer.parseInt(words.get(3)) : 1;
        Terms own = terms.getOrDefault(rule, Terms.of(jail.name(), jail.policy()));
        return Address.parse(words.get(1))
                .map(
                        client ->
                                new Match(
                                        rule,
                                        client,
                                        weight,
                                        own,
                                        fact("account", entry),
                                        fact("kind", entry)));
    }

    @Override
    public Optional<Address> forgiven(Jail jail, Entry entry) {
        return entry.message().startsWith("forgive ")
                ? Address.parse(entry.message().substring("forgive ".length()))
                : Optional.empty();
    }

    private static Optional<String> fact(String name, Entry entry) {
        return Stream.of(entry.message().split(" ", -1))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst();
    }
}
