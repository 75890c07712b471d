package postwarden.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.Address;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.Match;
import postwarden.Policy;
import postwarden.Rule;
import postwarden.RuleBook;
import postwarden.UnitGlob;

/** A book whose entries say themselves what they are: {@code strike ADDRESS [RULE [WEIGHT]]}. */
public final class TestingRuleBook implements RuleBook {
    private final List<Jail> jails = new ArrayList<>();

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
                        List.of(new Rule("lost-connection", "", "testing.groovy", 1, 0, 0))));
        return this;
    }

    @Override
    public List<Jail> jails() {
        return List.copyOf(jails);
    }

    @Override
    public boolean mayMatch(String message) {
        return message.startsWith("strike ");
    }

    @Override
    public Optional<Match> match(Jail jail, Entry entry) {
        if (!mayMatch(entry.message())) {
            return Optional.empty();
        }
        String[] words = entry.message().split(" ", -1);
        String rule = words.length > 2 ? words[2] : "lost-connection";
        int weight = words.length > 3 ? Integer.parseInt(words[3]) : 1;
        return Address.parse(words[1]).map(client -> new Match(rule, client, weight));
    }
}
