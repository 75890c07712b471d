package postwarden;

/** A rule's claim on an entry: who did it, and how much it counts. */
public record Match(String rule, Address client, int weight) {
    public Match {
        if (weight < 1) {
            throw new IllegalArgumentException("weight is 1 or more, not " + weight);
        }
    }
}
