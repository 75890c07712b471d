package postwarden.fail2ban;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.fail2ban.Translation.Written;

/** Writes the rules of one failregex, or says why there are none. */
final class RuleWriter {
    private final RuleFileText text;
    private final Linter linter;
    private final Map<String, String> taken;

    /**
     * @param taken the patterns of the rules in front, with these rules' names; gets this one's
     */
    RuleWriter(RuleFileText text, Linter linter, Map<String, String> taken) {
        this.text = text;
        this.linter = linter;
        this.taken = taken;
    }

    void write(String name, String call, int number, Translation translation) {
        if (translation.failure().isPresent()) {
            text.comment(
                    "failregex "
                            + number
                            + ", not taken over: "
                            + translation.failure().get()
                            + ".");
            text.original(translation.regex());
            return;
        }
        text.comment("failregex " + number + ":");
        text.original(translation.regex());
        translation.left().forEach(why -> text.look("some forms of it are not taken over: " + why));
        translation.patterns().stream()
                .filter(pattern -> !pattern.isUsable())
                .forEach(
                        pattern -> {
                            text.look("not used, " + pattern.objection().get());
                            text.original("match " + PatternWriter.quoted(pattern.pattern()));
                        });
        int rules = 0;
        for (List<Written> alike :
                JailWriter.byRefusals(
                                translation.patterns().stream().filter(Written::isUsable).toList())
                        .values()) {
            String suffix = rules == 0 ? "" : Character.toString('a' + rules);
            rules += rule(name + suffix, call, number, alike) ? 1 : 0;
        }
    }

    private boolean rule(String name, String call, int number, List<Written> patterns) {
        List<Written> own =
                patterns.stream()
                        .filter(
                                pattern -> {
                                    Optional<String> other =
                                            Optional.ofNullable(taken.get(key(pattern)));
                                    other.ifPresent(
                                            rule ->
                                                    text.comment(
                                                            "It is the same as rule '"
                                                                    + rule
                                                                    + "'."));
                                    return other.isEmpty();
                                })
                        .toList();
        if (own.isEmpty()) {
            return false;
        }
        own.stream().flatMap(each -> each.notes().stream()).distinct().forEach(text::look);
        text.open("rule(" + RuleFileText.quoted(name) + ")");
        text.line(
                "about "
                        + RuleFileText.quoted(
                                "What fail2ban's filter "
                                        + call
                                        + " counts by its failregex "
                                        + number
                                        + "."));
        own.forEach(each -> text.line("match " + PatternWriter.quoted(each.pattern())));
        own.getFirst()
                .refused()
                .forEach(
                        (part, refused) ->
                                text.line("ignore " + part + ": " + PatternWriter.quoted(refused)));
        own.stream()
                .flatMap(each -> each.silence().stream())
                .findFirst()
                .ifPresent(why -> silence("loose-front", why));
        examples(own);
        text.close();
        own.forEach(each -> taken.put(key(each), name));
        return true;
    }

    private void examples(List<Written> own) {
        List<String> samples =
                own.stream()
                        .map(Written::sample)
                        .filter(
                                sample ->
                                        taken.keySet().stream()
                                                .noneMatch(
                                                        each -> linter.fits(pattern(each), sample)))
                        .distinct()
                        .toList();
        if (samples.isEmpty()) {
            silence(
                    "no-example",
                    "A rule in front fits what was made up as an example for this one.");
        }
        samples.forEach(
                sample ->
                        text.line(
                                "example "
                                        + RuleFileText.quoted(sample)
                                        + ", offender: "
                                        + RuleFileText.quoted(Sample.OFFENDER)));
    }

    private void silence(String finding, String why) {
        text.line("silence " + RuleFileText.quoted(finding) + ", " + RuleFileText.quoted(why));
    }

    /** Pattern and refusals: what makes two the same. */
    private static String key(Written pattern) {
        return pattern.pattern() + "\0" + pattern.refused();
    }

    private static String pattern(String key) {
        return key.substring(0, key.indexOf('\0'));
    }
}
