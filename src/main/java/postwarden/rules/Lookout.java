package postwarden.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The forms of all rules of a jail, in order, each behind its {@link Screen}. The screens share
 * many texts: in one message each is looked for once at most. Safe for any thread.
 */
final class Lookout {
    private final List<String> texts = new ArrayList<>();
    private final List<Form> forms = new ArrayList<>();

    /** One form of a rule. */
    private static final class Form {
        final CompiledRule rule;
        final EntryPattern pattern;

        /** Of each at least one text must be there; texts are named by their places. */
        final int[][] clauses;

        Form(CompiledRule rule, EntryPattern pattern, int[][] clauses) {
            this.rule = rule;
            this.pattern = pattern;
            this.clauses = clauses;
        }
    }

    /** The form that fits first, and its rule. */
    record Sighting(CompiledRule rule, Fit fit) {}

    Lookout(List<CompiledRule> rules) {
        Map<String, Integer> places = new HashMap<>();
        for (CompiledRule rule : rules) {
            for (EntryPattern pattern : rule.forms()) {
                forms.add(new Form(rule, pattern, numbered(pattern.screen(), places)));
            }
        }
    }

    Optional<Sighting> first(String message) {
        Glance glance = new Glance(message);
        for (Form form : forms) {
            if (glance.passes(form.clauses)) {
                Optional<Fit> fit = form.pattern.fitScreened(message);
                if (fit.isPresent()) {
                    return Optional.of(new Sighting(form.rule, fit.get()));
                }
            }
        }
        return Optional.empty();
    }

    private int[][] numbered(Screen screen, Map<String, Integer> places) {
        return screen.clauses().stream()
                .map(clause -> clause.stream().mapToInt(text -> place(text, places)).toArray())
                .toArray(int[][]::new);
    }

    private int place(String text, Map<String, Integer> places) {
        return places.computeIfAbsent(
                text,
                added -> {
                    texts.add(added);
                    return texts.size() - 1;
                });
    }

    /** Which of the texts one message contains. */
    private final class Glance {
        private static final byte THERE = 1;
        private static final byte MISSING = 2;

        private final String message;
        private final byte[] seen = new byte[texts.size()];

        Glance(String message) {
            this.message = message;
        }

        boolean passes(int[][] clauses) {
            for (int[] clause : clauses) {
                if (!containsAny(clause)) {
                    return false;
                }
            }
            return true;
        }

        private boolean containsAny(int[] clause) {
            for (int text : clause) {
                if (seen[text] == 0) {
                    seen[text] = message.contains(texts.get(text)) ? THERE : MISSING;
                }
                if (seen[text] == THERE) {
                    return true;
                }
            }
            return false;
        }
    }
}
