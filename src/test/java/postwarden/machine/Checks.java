package postwarden.machine;

import java.util.ArrayList;
import java.util.List;

/** What was looked at, and whether it was so: one line each. For any thread. */
final class Checks {
    private final List<String> figures = new ArrayList<>();
    private int passed;
    private int failed;

    synchronized void section(String title) {
        System.out.println();
        System.out.println(title);
    }

    synchronized void that(String what, boolean holds, String facts) {
        if (holds) {
            passed++;
        } else {
            failed++;
        }
        System.out.println(
                (holds ? "  ok      " : "  FAILED  ")
                        + what
                        + (facts.isBlank() ? "" : " (" + facts.strip() + ")"));
    }

    void that(String what, boolean holds) {
        that(what, holds, "");
    }

    /** A line of the table at the end; asserts nothing. */
    synchronized void figure(String what, String value) {
        System.out.println("  figure  " + what + ": " + value);
        figures.add("| " + what + " | " + value + " |");
    }

    synchronized List<String> figures() {
        return List.copyOf(figures);
    }

    synchronized int passed() {
        return passed;
    }

    synchronized int failed() {
        return failed;
    }
}
