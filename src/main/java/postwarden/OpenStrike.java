package postwarden;

/**
 * A strike in a window.
 *
 * @param held made in a storm of its kind: it counts only once a later one of that kind confirms it
 */
public record OpenStrike(Strike strike, boolean held) {}
