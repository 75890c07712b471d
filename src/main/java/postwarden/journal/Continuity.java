package postwarden.journal;

import postwarden.Gap;

/** Whether the journal goes on where reading stopped. */
sealed interface Continuity {
    record Unbroken() implements Continuity {}

    record Broken(Gap gap) implements Continuity {}

    /** Nothing has been written since that could show it. */
    record NotYetKnown() implements Continuity {}
}
