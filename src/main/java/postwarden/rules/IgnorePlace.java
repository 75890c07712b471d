package postwarden.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.Part;
import postwarden.rules.Way.RunOn;

/**
 * The linter's other question: could a client's own words make an entry harmless? They could, if
 * something of variable length can run on over the fixed words that an {@code ignore} asks for: the
 * client then says them where it likes. And they could, if the fixed words are the client's anyway.
 */
final class IgnorePlace {
    /** Behind these stands what the client said; NUL stands for what is not fixed. */
    private static final Pattern CLIENTS_WORDS =
            Pattern.compile("\\b(helo|from|to|sasl_username|sasl_sender)=<?[^\0<> ,;]");

    private IgnorePlace() {}

    /**
     * @param at in the text of the ignore's pattern
     */
    record Objection(int at, String sentence) {}

    /** What is wrong with an ignore for whole entries. */
    static Optional<Objection> objection(Expression pattern) {
        List<Way> ways = Way.through(pattern, 0);
        Optional<RunOn> runOn = runOn(ways);
        if (runOn.isPresent()) {
            return runOn.map(
                    found ->
                            new Objection(
                                    found.at(),
                                    "this can run on to text of the client's, who could so hide: "
                                            + found.advice()));
        }
        return ways.stream()
                .map(IgnorePlace::fixedWords)
                .map(CLIENTS_WORDS::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .map(
                        word ->
                                new Objection(
                                        0,
                                        "what stands behind "
                                                + word
                                                + "= is the client's own word: whoever says it is"
                                                + " ignored"));
    }

    /** What is wrong with an ignore for one part: where the part begins must be certain, too. */
    static Optional<Objection> objection(Expression form, String part, Expression pattern) {
        Front front =
                Front.of(form, each -> each instanceof Part found && found.name().equals(part));
        return runOn(Way.through(front.before(), 0))
                .map(
                        found ->
                                new Objection(
                                        0,
                                        "the part '"
                                                + part
                                                + "' may begin in text of the client's, who could"
                                                + " so hide: in front of it, "
                                                + found.advice()))
                .or(() -> objection(pattern));
    }

    private static Optional<RunOn> runOn(List<Way> ways) {
        return ways.stream()
                .map(way -> way.runOn(Optional.empty()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String fixedWords(Way way) {
        return way.items().stream()
                .map(
                        item ->
                                item instanceof Literal(int character)
                                        ? Character.toString(character)
                                        : "\0")
                .collect(Collectors.joining());
    }
}
