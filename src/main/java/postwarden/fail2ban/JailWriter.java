package postwarden.fail2ban;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import postwarden.fail2ban.Translation.Written;

/** Writes the rule file of one jail. One jail's use only. */
final class JailWriter {
    private final Linter linter;
    private final RuleFileText text = new RuleFileText();

    /** The usable patterns so far, in order, with the rules that hold them. */
    private final Map<String, String> taken = new LinkedHashMap<>();

    JailWriter(Linter linter) {
        this.linter = linter;
    }

    ImportedJail written(
            String jail, String call, Filter filter, JailPolicy policy, List<Path> files) {
        String name = ImportedJail.name(jail);
        List<Translation> failregexes =
                filter.failregexes().stream()
                        .map(regex -> Translation.of(regex, filter.prefregex(), linter))
                        .toList();
        head(jail, call, files);
        text.open("jail('" + name + "')");
        services(filter, jail);
        text.line("");
        policy.write(text);
        Ignores ignores = Ignores.of(filter, linter);
        ignores.write(text);
        if (filter.spansLines()) {
            text.look(
                    "the filter joins several lines (maxlines); every entry is judged alone here.");
        }
        for (int i = 0; i < failregexes.size(); i++) {
            text.line("");
            new RuleWriter(text, linter, taken)
                    .write(name + "-" + (i + 1), call, i + 1, failregexes.get(i));
        }
        text.close();
        int whole = (int) failregexes.stream().filter(Translation::isWhole).count();
        int usable = (int) failregexes.stream().filter(Translation::isUsable).count();
        Counts counts =
                new Counts(
                        whole,
                        usable - whole,
                        failregexes.size() - usable,
                        ignores.taken(),
                        ignores.left(),
                        text.looks());
        return new ImportedJail(jail, call, text.toString(), counts);
    }

    private void head(String jail, String call, List<Path> files) {
        text.comment(
                "fail2ban's jail '"
                        + jail
                        + "' with its filter "
                        + call
                        + ", taken over by 'postwarden import fail2ban' out of "
                        + files.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ".");
        text.line("//");
        text.comment(
                "Look it through before you enable it, above all where it says LOOK; then see with"
                        + " 'postwarden replay' what it would have done. Above each rule stands what"
                        + " it was made of.");
        text.line("//");
        text.comment(
                "What was proved is that an entry has the address in one place. Whose words stand in"
                        + " front of it, nobody can prove from the pattern: a client that may say"
                        + " the very words behind which the address stands can name another, as it"
                        + " could in fail2ban.");
        text.line("");
    }

    private void services(Filter filter, String jail) {
        Services services = Services.of(filter, jail);
        services.looks().forEach(text::look);
        text.line("unit " + list(services.units()));
        services.user().ifPresent(user -> text.line("user " + RuleFileText.quoted(user)));
        List<String> identifiers = new ArrayList<>();
        services.identifiers().stream().map(RuleFileText::quoted).forEach(identifiers::add);
        program(filter).ifPresent(identifiers::add);
        if (identifiers.isEmpty()) {
            text.look("the filter does not say which program writes: say it with 'identifier'.");
        } else {
            identifiers.forEach(identifier -> text.line("identifier " + identifier));
        }
    }

    /** Every program would do for {@code \S*}. */
    private Optional<String> program(Filter filter) {
        return filter.program()
                .filter(regex -> !regex.equals("\\S*"))
                .flatMap(
                        regex -> {
                            try {
                                return Optional.of(
                                        PatternWriter.written(
                                                Node.items(RegexParser.parse(regex))));
                            } catch (Untranslatable reason) {
                                text.look(
                                        "_daemon = "
                                                + regex
                                                + " is not taken over: "
                                                + reason.getMessage());
                                return Optional.empty();
                            }
                        })
                .map(PatternWriter::quoted);
    }

    private static String list(List<String> texts) {
        return texts.stream().map(RuleFileText::quoted).collect(Collectors.joining(", "));
    }

    static Map<Map<String, String>, List<Written>> byRefusals(List<Written> patterns) {
        return patterns.stream()
                .collect(
                        Collectors.groupingBy(
                                Written::refused, LinkedHashMap::new, Collectors.toList()));
    }
}
