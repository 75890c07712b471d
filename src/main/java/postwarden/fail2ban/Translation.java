package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One failregex as patterns, each judged: safe to use, or not.
 *
 * @param regex as fail2ban's configuration has it
 * @param left why some of its forms are no patterns
 * @param failure why there are no patterns at all
 */
record Translation(
        String regex, List<Written> patterns, List<String> left, Optional<String> failure) {
    private static final String ONE_READING =
            "Proved by the import: no entry can be read with the address in two places.";
    private static final String TWO_PLACES =
            "there are entries that can be read with the address in two places, so that a client"
                    + " could choose it";
    private static final String ONE_ADDRESS =
            "Proved by the import: no entry can be read with addresses in two places.";
    private static final String FIRST_READING =
            "Proved by the import: the first place that fits is the only one an address can stand"
                    + " in.";

    /**
     * One pattern.
     *
     * @param refused by the name of a part: a pattern for what it must not be
     * @param silence why the linter's loose-front does not matter; empty: there is none
     * @param objection what forbids to use it; empty: use it
     * @param sample an entry that fits it
     */
    record Written(
            String pattern,
            Map<String, String> refused,
            Optional<String> silence,
            Optional<String> objection,
            List<String> notes,
            String sample) {
        boolean isUsable() {
            return objection.isEmpty();
        }

        Written not(String why) {
            return new Written(pattern, refused, silence, Optional.of(why), notes, sample);
        }
    }

    Translation {
        patterns = List.copyOf(patterns);
        left = List.copyOf(left);
    }

    static Translation of(String failregex, Optional<String> prefregex, Linter linter) {
        try {
            Set<Written> written = new LinkedHashSet<>();
            Shape.Forms forms = Shape.of(failregex, prefregex);
            forms.forms().forEach(form -> written.add(judged(form, linter)));
            return new Translation(failregex, List.copyOf(written), forms.left(), Optional.empty());
        } catch (Untranslatable reason) {
            return new Translation(
                    failregex, List.of(), List.of(), Optional.of(reason.getMessage()));
        }
    }

    boolean isUsable() {
        return patterns.stream().anyMatch(Written::isUsable);
    }

    boolean isWhole() {
        return failure.isEmpty() && left.isEmpty() && patterns.stream().allMatch(Written::isUsable);
    }

    private static Written judged(Form form, Linter linter) {
        Written written = placed(form, linter);
        return written.refused().entrySet().stream()
                .map(part -> linter.ignore(written.pattern(), part.getKey(), part.getValue()))
                .flatMap(Optional::stream)
                .findFirst()
                .filter(objection -> written.isUsable())
                .map(objection -> written.not(objection.sentence()))
                .orElse(written);
    }

    /** As far as the address goes. */
    private static Written placed(Form form, Linter linter) {
        Optional<Written> asItIs = usable(form, linter);
        if (asItIs.isPresent()) {
            return asItIs.get();
        }
        return Narrowing.of(form)
                .map(narrow -> usable(narrow, linter))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> refused(form, linter));
    }

    /** Clean as it stands, or proved to be. */
    private static Optional<Written> usable(Form form, Linter linter) {
        String pattern = PatternWriter.written(form.items());
        Optional<Linter.Objection> objection = linter.match(pattern);
        if (objection.isEmpty()) {
            return Optional.of(written(form, pattern, Optional.empty(), Optional.empty()));
        }
        Optional<String> proof = proof(form);
        if (proof.isEmpty()) {
            return Optional.empty();
        }
        Form chosen = proof.get().equals(FIRST_READING) ? LooseFront.lazy(form) : form;
        for (Form each : List.of(chosen, LooseFront.closed(chosen))) {
            String text = PatternWriter.written(each.items());
            Optional<Linter.Objection> left = linter.match(text);
            if (left.isEmpty() || left.get().finding().isPresent()) {
                return Optional.of(
                        written(
                                each,
                                text,
                                left.isEmpty() ? Optional.empty() : proof,
                                Optional.empty()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> proof(Form form) {
        try {
            if (Readings.areOne(form.items())) {
                return Optional.of(ONE_READING);
            }
            if (LooseFront.hasOneLoosePart(form) && Readings.firstIsRight(form.items())) {
                return Optional.of(FIRST_READING);
            }
            return Readings.holdOneAddress(form.items())
                    ? Optional.of(ONE_ADDRESS)
                    : Optional.empty();
        } catch (Untranslatable tooLarge) {
            return Optional.empty();
        }
    }

    private static Written refused(Form form, Linter linter) {
        String pattern = PatternWriter.written(form.items());
        return written(
                form,
                pattern,
                Optional.empty(),
                Optional.of(
                        linter.match(pattern)
                                .filter(objection -> objection.finding().isPresent())
                                .map(Linter.Objection::sentence)
                                .orElse(TWO_PLACES)));
    }

    private static Written written(
            Form form, String pattern, Optional<String> silence, Optional<String> objection) {
        Map<String, String> refused = new LinkedHashMap<>();
        form.refused()
                .forEach(
                        (name, node) ->
                                refused.put(
                                        PatternWriter.partName(name),
                                        PatternWriter.written(Node.items(node))));
        return new Written(
                pattern,
                refused,
                silence,
                objection,
                new ArrayList<>(form.notes()),
                Sample.of(form.items()));
    }
}
