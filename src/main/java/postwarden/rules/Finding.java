package postwarden.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the linter may find. Each is explained, by its name, in docs/findings.md. */
enum Finding {
    LOOSE_FRONT("loose-front", Problem.Severity.ERROR, true),
    OPEN_IGNORE("open-ignore", Problem.Severity.ERROR, true),
    NO_ADDRESS("no-address", Problem.Severity.ERROR, false),
    TWO_ADDRESSES("two-addresses", Problem.Severity.ERROR, false),
    OPTIONAL_ADDRESS("optional-address", Problem.Severity.ERROR, false),
    NO_EXAMPLE("no-example", Problem.Severity.WARNING, true),
    SHADOWED("shadowed", Problem.Severity.WARNING, true),
    IDLE("idle", Problem.Severity.WARNING, true),
    NEEDLESS_SILENCE("needless-silence", Problem.Severity.WARNING, false);

    final String text;
    final Problem.Severity severity;

    /** Of the others the rule could not work, whatever the reason. */
    final boolean canBeSilenced;

    Finding(String text, Problem.Severity severity, boolean canBeSilenced) {
        this.text = text;
        this.severity = severity;
        this.canBeSilenced = canBeSilenced;
    }

    static Optional<Finding> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    static List<String> thatCanBeSilenced() {
        return Arrays.stream(values())
                .filter(each -> each.canBeSilenced)
                .map(each -> each.text)
                .toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
