package postwarden;

import java.util.List;
import java.util.Optional;

/**
 * A bounded stretch of the journal.
 *
 * @param entries those that a rule may match, in the journal's order
 * @param end the last entry that was read, whether among {@code entries} or not; empty if none was
 * @param gap what is missing in front of this batch
 * @param atTail true if there was nothing more to read
 */
public record Batch(
        List<Entry> entries,
        Optional<Position> end,
        Tally tally,
        Optional<Gap> gap,
        boolean atTail) {
    public Batch {
        entries = List.copyOf(entries);
    }
}
