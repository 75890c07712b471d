package postwarden.rules;

import java.util.Locale;
import java.util.Optional;
import postwarden.Address;
import postwarden.Match;
import postwarden.Terms;

/**
 * How the strikes of a rule count.
 *
 * @param countBy the part that names the account; empty: by offender
 * @param storm the kind of strikes that may strike everybody at once; empty: these do not
 */
record Weighing(int weight, Terms terms, Optional<String> countBy, Optional<Kind> storm) {
    /** Clients' text is kept in memory by it. */
    private static final int MOST_CHARACTERS = 200;

    /**
     * What tells one storm from another.
     *
     * @param by the part that tells the rule's own kinds apart
     */
    record Kind(Optional<String> by) {}

    Match match(String rule, Address client, Fit fit) {
        return new Match(
                rule,
                client,
                weight,
                terms,
                countBy.map(fit::text).map(Weighing::account),
                storm.map(kind -> kind(rule, kind, fit)));
    }

    private static String account(String text) {
        return cut(text.toLowerCase(Locale.ROOT));
    }

    private static String kind(String rule, Kind kind, Fit fit) {
        return kind.by()
                .map(fit::text)
                .filter(text -> !text.isEmpty())
                .map(text -> rule + " (" + cut(text) + ")")
                .orElse(rule);
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }
}
