package postwarden;

import java.util.Optional;

/**
 * A rule's claim on an entry: who did it, and how it counts.
 *
 * @param account and {@code kind}: as {@link Strike.Counting} has them
 */
public record Match(
        String rule,
        Address client,
        int weight,
        Terms terms,
        Optional<String> account,
        Optional<String> kind) {
    public Match {
        if (weight < 1) {
            throw new IllegalArgumentException("weight is 1 or more, not " + weight);
        }
    }

    /** One that counts by its offender, and is no storm's. */
    public Match(String rule, Address client, int weight, Terms terms) {
        this(rule, client, weight, terms, Optional.empty(), Optional.empty());
    }
}
