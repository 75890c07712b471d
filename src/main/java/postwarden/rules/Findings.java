package postwarden.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the linter found in one rule, or in a jail outside its rules, and what is silenced there.
 */
final class Findings {
    private record Found(Finding finding, int line, int column, String sentence) {}

    private record Silence(int line, int column) {}

    private final Draft draft;
    private final List<Found> found = new ArrayList<>();
    private final Map<Finding, Silence> silenced = new LinkedHashMap<>();

    Findings(Draft draft) {
        this.draft = draft;
    }

    void add(Finding finding, int line, int column, String sentence) {
        found.add(new Found(finding, line, column, sentence));
    }

    /** From the word at hand. A finding is silenced wherever in the rule it is. */
    void silence(String name, String reason) {
        Optional<Finding> finding = Finding.of(name);
        if (finding.isEmpty()) {
            List<String> names = Finding.thatCanBeSilenced();
            draft.error(
                    "there is no finding '"
                            + name
                            + "'"
                            + Spelling.hint(name, names)
                            + " (there are "
                            + String.join(", ", names)
                            + ")");
        } else if (!finding.get().canBeSilenced) {
            draft.error("'" + name + "' cannot be silenced");
        } else if (reason.isBlank()) {
            draft.error("say why '" + name + "' is silenced");
        } else {
            silenced.put(finding.get(), new Silence(draft.line(), draft.column()));
        }
    }

    boolean isSilent(Finding finding) {
        return silenced.containsKey(finding);
    }

    void report() {
        found.stream()
                .filter(each -> !silenced.containsKey(each.finding))
                .forEach(each -> draft.add(each.finding, each.line, each.column, each.sentence));
        silenced.forEach(
                (finding, place) -> {
                    boolean isFoundLater = finding == Finding.IDLE; // by history, not by the file
                    if (!isFoundLater
                            && found.stream().noneMatch(each -> each.finding == finding)) {
                        draft.add(
                                Finding.NEEDLESS_SILENCE,
                                place.line,
                                place.column,
                                "there is no '" + finding + "' here to silence");
                    }
                });
    }
}
