package postwarden.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pre-check: texts that a message must contain to be worth the matcher's time. Safe for any
 * thread.
 *
 * @param clauses of each at least one text must be there; none: every message may match
 */
record Screen(List<List<String>> clauses) {
    private static final int MOST_CLAUSES = 3;

    static Screen of(Expression pattern) {
        return new Screen(
                Literals.needed(pattern).stream().limit(MOST_CLAUSES).map(List::copyOf).toList());
    }

    /**
     * Passes what any of them passes, and perhaps more: of each it takes the one clause that it
     * shares with most others, so that few texts are left to look for.
     */
    static Screen any(Collection<Screen> screens) {
        List<Screen> open = new ArrayList<>(screens);
        List<String> texts = new ArrayList<>();
        while (!open.isEmpty()) {
            Optional<List<String>> best =
                    open.stream()
                            .flatMap(screen -> screen.clauses.stream())
                            .max(
                                    Comparator.<List<String>>comparingLong(
                                                    clause -> covered(open, clause))
                                            .thenComparingInt(
                                                    clause -> Literals.worth(Set.copyOf(clause))));
            if (best.isEmpty()) {
                return new Screen(List.of()); // somebody passes everything
            }
            texts.addAll(best.get());
            if (!open.removeIf(screen -> screen.implies(best.get()))) {
                throw new IllegalStateException("a clause covers its own screen");
            }
        }
        return new Screen(texts.isEmpty() ? List.of() : List.of(List.copyOf(texts)));
    }

    private static long covered(List<Screen> screens, List<String> clause) {
        return screens.stream().filter(screen -> screen.implies(clause)).count();
    }

    /** Whoever passes this contains one of the texts. */
    private boolean implies(List<String> texts) {
        return clauses.stream()
                .anyMatch(
                        clause ->
                                clause.stream()
                                        .allMatch(own -> texts.stream().anyMatch(own::contains)));
    }

    /** Plain loops: this runs for every entry. */
    boolean passes(String message) {
        for (int i = 0; i < clauses.size(); i++) {
            if (!containsAny(message, clauses.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean containsAny(String message, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            if (message.contains(texts.get(i))) {
                return true;
            }
        }
        return false;
    }
}
