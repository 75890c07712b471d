package postwarden.rules;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import postwarden.Rule;
import postwarden.Terms;

/** The words inside {@code rule('…') { }}. */
public final class RuleWords {
    private final String name;
    private final Draft draft;
    private final int line;
    private final int column;
    private final RuleLint lint;
    private final List<EntryPattern> forms = new ArrayList<>();
    private final List<Ignore> ignored = new ArrayList<>();
    private final List<TestLine> lines = new ArrayList<>();
    private final List<PartUse> uses = new ArrayList<>();
    private Optional<Closure<Boolean>> guard = Optional.empty();
    private String about = "";
    private final PolicyWords policy;
    private Optional<String> countBy = Optional.empty();
    private Optional<Weighing.Kind> storm = Optional.empty();
    private int weight = 1;
    private boolean observed;
    private boolean off;
    private boolean matched;
    private boolean incomplete;

    RuleWords(String name, Draft draft) {
        this.name = name;
        this.draft = draft;
        this.lint = new RuleLint(draft);
        this.policy = new PolicyWords(draft);
        this.line = draft.line();
        this.column = draft.column();
    }

    /** What the client did, for people. */
    public void about(String sentence) {
        about = sentence;
    }

    /** A form of the entry. Said more than once, any of the forms will do. */
    public void match(PatternText pattern) {
        matched = true;
        pattern.compiled(EntryPattern::of, draft)
                .ifPresent(
                        compiled -> {
                            forms.add(compiled);
                            lint.match(pattern, compiled);
                        });
    }

    /** A whole entry that fits but is no strike. */
    public void ignore(PatternText... patterns) {
        for (PatternText pattern : patterns) {
            pattern.compiled(EntryPattern::plain, draft)
                    .ifPresent(
                            compiled -> {
                                ignored.add(new Ignore.WholeEntry(compiled));
                                lint.ignore(pattern, compiled);
                            });
        }
    }

    /** No strike if the named part of the entry fits: {@code ignore reason: ~/…/}. */
    public void ignore(Map<String, PatternText> parts) {
        parts.forEach(
                (part, pattern) -> {
                    uses.add(new PartUse("ignore", part, draft.line(), draft.column()));
                    pattern.compiled(EntryPattern::plain, draft)
                            .ifPresent(
                                    compiled -> {
                                        ignored.add(new Ignore.OfPart(part, compiled));
                                        lint.ignore(part, pattern, compiled);
                                    });
                });
    }

    /** A strike only if this holds. */
    public void when(
            @DelegatesTo(value = GuardWords.class, strategy = Closure.DELEGATE_ONLY)
                    Closure<Boolean> condition) {
        if (guard.isPresent()) {
            draft.error("a rule has one 'when': join the two with &&");
        }
        guard = Optional.of(condition);
    }

    /** How many strikes one entry counts for. */
    public void weight(int strikes) {
        if (strikes < 1) {
            draft.error("a weight is 1 or more, not " + strikes);
            return;
        }
        weight = strikes;
    }

    /** How many of this rule's strikes make a ban. */
    public void maxRetry(int strikes) {
        policy.maxRetry(strikes);
    }

    /** How far apart this rule's strikes may lie. */
    public void findTime(Duration time) {
        policy.findTime(time);
    }

    /** How long a ban by this rule lasts. */
    public void banTime(Duration time) {
        policy.banTime(Map.of(), time);
    }

    /** How long a ban by this rule lasts, and how earlier bans make it longer. */
    public void banTime(Map<String, ?> growth, Duration first) {
        policy.banTime(growth, first);
    }

    /** Counts all strikes together in which the named part is the same, whoever made them. */
    public void countBy(String part) {
        uses.add(new PartUse("countBy", part, draft.line(), draft.column()));
        countBy = Optional.of(part);
    }

    /** Counts and reports, and bans nobody. */
    public void observe() {
        observed = true;
    }

    /** May strike everybody at once, when something of this server's own is broken. */
    public void storm() {
        storm = Optional.of(new Weighing.Kind(Optional.empty()));
    }

    /** The same, each value of the named part by itself: {@code storm by: 'zone'}. */
    public void storm(Map<String, String> facts) {
        Optional<String> by = Optional.ofNullable(facts.get("by"));
        by.ifPresent(part -> uses.add(new PartUse("storm", part, draft.line(), draft.column())));
        storm = Optional.of(new Weighing.Kind(by));
    }

    /** Of {@code forgive}: checked, but not in effect. */
    public void off() {
        off = true;
    }

    /** An entry that must be this rule's strike: {@code example '…', offender: '203.0.113.9'}. */
    public void example(Map<String, String> facts, String message) {
        TestLine.example(message, facts, draft).ifPresent(lines::add);
    }

    /** An entry that must not be this rule's strike. */
    public void harmless(String message) {
        harmless(Map.of(), message);
    }

    /** The same, written by a program of this name: {@code identifier: 'postfix/anvil'}. */
    public void harmless(Map<String, String> facts, String message) {
        lines.add(TestLine.harmless(message, facts, draft));
    }

    /** Not a word: the {@link Grammar} says with it where the next word stands. */
    public void at(int atLine, int atColumn) {
        draft.at(atLine, atColumn);
    }

    /** Not a word: the {@link Grammar} says with it which part a guard reads, and how. */
    public void reads(String word, String part, int atLine, int atColumn) {
        uses.add(new PartUse(word, part, atLine, atColumn));
    }

    /** Accepts what the linter finds in this rule, and says why. */
    public void silence(String finding, String reason) {
        lint.findings().silence(finding, reason);
    }

    /** Not a word: the {@link Grammar} says with it that it left something out. */
    public void incomplete() {
        incomplete = true;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    boolean isOff() {
        return off;
    }

    /**
     * @param earlier the jail's rules that are asked before this one
     * @param jail the terms of the rules that say nothing else
     */
    CompiledRule end(List<CompiledRule> earlier, Terms jail) {
        if (!matched && !incomplete) {
            draft.error(line, column, "rule '" + name + "' needs a 'match'");
        }
        if (!forms.isEmpty() && !incomplete) {
            uses.forEach(use -> use.check(forms, draft));
        }
        int examples = (int) lines.stream().filter(TestLine::isExample).count();
        if (examples == 0 && !incomplete) {
            lint.findings()
                    .add(Finding.NO_EXAMPLE, line, column, "rule '" + name + "' has no example");
        }
        lint.report(earlier);
        boolean alone = !policy.isEmpty() || observed || countBy.isPresent();
        Terms terms =
                new Terms(
                        alone ? jail.window() + "/" + name : jail.window(),
                        policy.over(jail.policy()),
                        observed || jail.observed());
        Rule rule =
                new Rule(
                        name,
                        about,
                        draft.file(),
                        line,
                        examples,
                        lines.size() - examples,
                        terms,
                        lint.findings().isSilent(Finding.IDLE));
        return new CompiledRule(
                rule,
                List.copyOf(forms),
                List.copyOf(ignored),
                guard.map(Guard::new),
                new Weighing(weight, terms, countBy, storm));
    }

    /**
     * @param decision what the jail makes of a message
     */
    void tryLines(Function<String, Optional<Attempt>> decision, CompiledJail jail) {
        lines.forEach(each -> each.check(decision, jail, name, draft));
    }
}
