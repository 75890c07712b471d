package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the linter asks of one rule, once all its words are known. */
final class RuleLint {
    private final Findings findings;
    private final List<Form> forms = new ArrayList<>();
    private final List<PartIgnore> partIgnores = new ArrayList<>();

    private record Form(PatternText text, EntryPattern pattern) {}

    private record PartIgnore(String part, PatternText text, EntryPattern pattern) {}

    RuleLint(Draft draft) {
        this.findings = new Findings(draft);
    }

    Findings findings() {
        return findings;
    }

    void match(PatternText text, EntryPattern pattern) {
        forms.add(new Form(text, pattern));
    }

    void ignore(PatternText text, EntryPattern pattern) {
        open(text, IgnorePlace.objection(pattern.expression()));
    }

    void ignore(String part, PatternText text, EntryPattern pattern) {
        partIgnores.add(new PartIgnore(part, text, pattern));
    }

    /**
     * @param earlier the jail's rules that are asked before this one
     */
    void report(List<CompiledRule> earlier) {
        for (Form form : forms) {
            looseFront(form);
            shadowed(form, earlier);
            partIgnores.stream()
                    .filter(ignore -> form.pattern.hasPart(ignore.part))
                    .forEach(ignore -> open(ignore.text, objection(form, ignore)));
        }
        findings.report();
    }

    private void looseFront(Form form) {
        form.pattern
                .looseness()
                .ifPresent(
                        runOn ->
                                findings.add(
                                        Finding.LOOSE_FRONT,
                                        form.text.line(),
                                        form.text.column(runOn.at()),
                                        sentence(runOn)));
    }

    static String sentence(Way.RunOn runOn) {
        return "this can run on to text of the client's, who could then choose the address: "
                + runOn.advice();
    }

    private void shadowed(Form form, List<CompiledRule> earlier) {
        earlier.stream()
                .filter(rule -> rule.covers(form.pattern))
                .findFirst()
                .ifPresent(
                        rule ->
                                findings.add(
                                        Finding.SHADOWED,
                                        form.text.line(),
                                        form.text.column(0),
                                        "this never decides: rule '"
                                                + rule.rule().name()
                                                + "' comes first and fits all that it fits"));
    }

    private static Optional<IgnorePlace.Objection> objection(Form form, PartIgnore ignore) {
        return IgnorePlace.objection(
                form.pattern.expression(), ignore.part, ignore.pattern.expression());
    }

    private void open(PatternText ignore, Optional<IgnorePlace.Objection> objection) {
        objection.ifPresent(
                found ->
                        findings.add(
                                Finding.OPEN_IGNORE,
                                ignore.line(),
                                ignore.column(found.at()),
                                found.sentence()));
    }
}
