package postwarden.journal;

import postwarden.Tally;

/** A {@link Tally} that is being counted. */
final class Counts {
    long entries;
    long untrusted;
    long cut;
    long damaged;

    /** What was counted since the last time. */
    Tally take() {
        Tally tally = new Tally(entries, untrusted, cut, damaged);
        entries = untrusted = cut = damaged = 0;
        return tally;
    }
}
