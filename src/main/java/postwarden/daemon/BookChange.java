package postwarden.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import postwarden.Jail;
import postwarden.Rule;
import postwarden.control.ReloadReply.Changes;
import postwarden.rules.CompiledBook;

/** What one book has that another has not, by name. */
record BookChange(Changes rules, Changes jails) {
    static BookChange between(CompiledBook before, CompiledBook after) {
        Map<String, Jail> rulesBefore = rules(before);
        Map<String, Jail> rulesAfter = rules(after);
        Map<String, Jail> jailsBefore = jails(before);
        Map<String, Jail> jailsAfter = jails(after);
        return new BookChange(
                changes(
                        rulesBefore.keySet(),
                        rulesAfter.keySet(),
                        rule ->
                                after.saysTheSame(before, rulesAfter.get(rule).name(), rule)
                                        && rulesBefore
                                                .get(rule)
                                                .name()
                                                .equals(rulesAfter.get(rule).name())),
                changes(
                        jailsBefore.keySet(),
                        jailsAfter.keySet(),
                        jail ->
                                after.saysTheSame(before, jail)
                                        && inSameOrder(
                                                jailsBefore.get(jail), jailsAfter.get(jail))));
    }

    private static Changes changes(
            Set<String> before, Set<String> after, Predicate<String> isTheSame) {
        List<String> added = new ArrayList<>(after);
        added.removeAll(before);
        List<String> removed = new ArrayList<>(before);
        removed.removeAll(after);
        List<String> changed =
                after.stream().filter(before::contains).filter(isTheSame.negate()).toList();
        return new Changes(List.copyOf(added), List.copyOf(removed), changed);
    }

    /** The first rule that fits decides, so their order says something. */
    private static boolean inSameOrder(Jail before, Jail after) {
        List<String> left = names(before);
        List<String> right = names(after);
        List<String> still = left.stream().filter(right::contains).toList();
        return still.equals(right.stream().filter(left::contains).toList());
    }

    private static List<String> names(Jail jail) {
        return jail.rules().stream().map(Rule::name).toList();
    }

    private static Map<String, Jail> jails(CompiledBook book) {
        Map<String, Jail> jails = new LinkedHashMap<>();
        book.jails().forEach(jail -> jails.put(jail.name(), jail));
        return jails;
    }

    /** Each rule's jail. */
    private static Map<String, Jail> rules(CompiledBook book) {
        Map<String, Jail> rules = new LinkedHashMap<>();
        book.jails().forEach(jail -> jail.rules().forEach(rule -> rules.put(rule.name(), jail)));
        return rules;
    }
}
