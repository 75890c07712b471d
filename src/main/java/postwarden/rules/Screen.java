package postwarden.rules;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Texts of which a message must contain one to be worth the matcher's time. Safe for any thread.
 *
 * @param texts empty: every message may match
 */
record Screen(List<String> texts) {
    Screen {
        texts = shortened(texts);
    }

    static Screen of(Expression pattern) {
        Optional<Set<String>> needed = Literals.needed(pattern);
        return new Screen(needed.map(List::copyOf).orElse(List.of()));
    }

    /** Passes what any of them passes. */
    static Screen any(Collection<Screen> screens) {
        return screens.stream().anyMatch(screen -> screen.texts.isEmpty())
                ? new Screen(List.of())
                : new Screen(screens.stream().flatMap(each -> each.texts.stream()).toList());
    }

    boolean passes(String message) {
        if (texts.isEmpty()) {
            return true;
        }
        for (int i = 0; i < texts.size(); i++) { // no iterator: this runs for every entry
            if (message.contains(texts.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whoever contains a longer text contains the shorter one in it. */
    private static List<String> shortened(List<String> texts) {
        return texts.stream()
                .distinct()
                .filter(
                        text ->
                                texts.stream()
                                        .noneMatch(
                                                other ->
                                                        !other.equals(text)
                                                                && text.contains(other)))
                .sorted()
                .toList();
    }
}
