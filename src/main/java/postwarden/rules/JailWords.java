package postwarden.rules;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import postwarden.Jail;
import postwarden.Policy;
import postwarden.Terms;
import postwarden.UnitGlob;

/** The words inside {@code jail('…') { }}. */
public final class JailWords {
    private final String name;
    private final Draft draft;
    private final int line;
    private final int column;
    private final List<UnitGlob> units = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final List<EntryPattern> identifiers = new ArrayList<>();
    private final List<EntryPattern> ignored = new ArrayList<>();
    private final List<RuleWords> rules = new ArrayList<>();
    private final Findings findings;
    private final PolicyWords policy;
    private final List<RuleWords> forgiving = new ArrayList<>();
    private boolean observed;
    private boolean incomplete;

    JailWords(String name, Draft draft) {
        this.name = name;
        this.draft = draft;
        this.findings = new Findings(draft);
        this.policy = new PolicyWords(draft);
        this.line = draft.line();
        this.column = draft.column();
    }

    /**
     * The systemd units whose entries count, or shell patterns for them: {@code postfix@*.service}.
     */
    public void unit(String... globs) {
        for (String glob : globs) {
            try {
                units.add(new UnitGlob(glob));
            } catch (IllegalArgumentException e) {
                draft.error(e.getMessage());
            }
        }
    }

    /** Who wrote the entries that are believed, by name. */
    public void user(String... names) {
        users.addAll(Arrays.asList(names));
    }

    /** Who wrote the entries that are believed, by number. */
    public void user(int... numbers) {
        Arrays.stream(numbers).mapToObj(Integer::toString).forEach(users::add);
    }

    /** The whole syslog name of the programs that count, as a pattern. None: all programs. */
    public void identifier(PatternText... patterns) {
        for (PatternText pattern : patterns) {
            pattern.compiled(EntryPattern::plain, draft).ifPresent(identifiers::add);
        }
    }

    /** The whole syslog name of the programs that count. */
    public void identifier(String... texts) {
        for (String text : texts) {
            identifiers.add(EntryPattern.exactly(text));
        }
    }

    /** How many strikes make a ban. */
    public void maxRetry(int strikes) {
        policy.maxRetry(strikes);
    }

    /** How far apart the strikes of one window may lie. */
    public void findTime(Duration time) {
        policy.findTime(time);
    }

    /** How long a ban lasts. */
    public void banTime(Duration time) {
        policy.banTime(Map.of(), time);
    }

    /** How long a ban lasts, and how earlier bans make it longer. */
    public void banTime(Map<String, ?> growth, Duration first) {
        policy.banTime(growth, first);
    }

    /** Counts and reports, and bans nobody. */
    public void observe() {
        observed = true;
    }

    /** A whole entry that is never a strike, whatever rule fits it. */
    public void ignore(PatternText... patterns) {
        for (PatternText pattern : patterns) {
            pattern.compiled(EntryPattern::plain, draft)
                    .ifPresent(
                            compiled -> {
                                ignored.add(compiled);
                                lint(pattern, compiled);
                            });
        }
    }

    private void lint(PatternText text, EntryPattern ignore) {
        IgnorePlace.objection(ignore.expression())
                .ifPresent(
                        objection ->
                                findings.add(
                                        Finding.OPEN_IGNORE,
                                        text.line(),
                                        text.column(objection.at()),
                                        objection.sentence()));
    }

    /** Accepts a finding of the jail's own, and says why. */
    public void silence(String finding, String reason) {
        findings.silence(finding, reason);
    }

    /** One pattern with its guard and its examples. */
    public void rule(
            String ruleName,
            @DelegatesTo(value = RuleWords.class, strategy = Closure.DELEGATE_ONLY)
                    Closure<?> body) {
        draft.claim("rule", ruleName);
        RuleWords words = new RuleWords(ruleName, draft);
        draft.passages().begin(name, ruleName);
        Blocks.run(body, words);
        draft.passages().end();
        rules.add(words);
    }

    /** Entries that clear the strikes of the client they name. */
    public void forgive(
            String whatFor,
            @DelegatesTo(value = RuleWords.class, strategy = Closure.DELEGATE_ONLY)
                    Closure<?> body) {
        draft.claim("rule", whatFor);
        RuleWords words = new RuleWords(whatFor, draft);
        Blocks.run(body, words);
        forgiving.add(words);
    }

    /** Not a word: the {@link Grammar} says with it where the next word stands. */
    public void at(int atLine, int atColumn) {
        draft.at(atLine, atColumn);
    }

    /** Not a word: the {@link Grammar} says with it that it left something out. */
    public void incomplete() {
        incomplete = true;
    }

    void end() {
        if (units.isEmpty() && !incomplete) {
            draft.error(
                    line, column, "jail '" + name + "' needs a unit: whose entries does it watch?");
        }
        long before = draft.errors();
        findings.report();
        Terms terms = new Terms(name, policy.over(Policy.DEFAULT), observed);
        List<CompiledRule> compiled = new ArrayList<>();
        for (RuleWords rule : rules) {
            compiled.add(rule.end(List.copyOf(compiled), terms));
        }
        Map<RuleWords, CompiledRule> clearing = new LinkedHashMap<>();
        forgiving.forEach(each -> clearing.put(each, each.end(List.of(), terms)));
        Jail jail =
                new Jail(
                        name,
                        units,
                        users,
                        terms.policy(),
                        compiled.stream().map(CompiledRule::rule).toList());
        CompiledJail done =
                new CompiledJail(
                        jail,
                        identifiers,
                        ignored,
                        compiled,
                        clearing.entrySet().stream()
                                .filter(each -> !each.getKey().isOff())
                                .map(Map.Entry::getValue)
                                .toList());
        draft.add(done);
        boolean whole =
                !incomplete
                        && Stream.concat(rules.stream(), forgiving.stream())
                                .noneMatch(RuleWords::isIncomplete);
        if (whole && draft.errors() == before) {
            rules.forEach(rule -> rule.tryLines(done::decision, done));
            clearing.forEach(
                    (words, rule) -> words.tryLines(message -> done.alone(rule, message), done));
        }
    }
}
