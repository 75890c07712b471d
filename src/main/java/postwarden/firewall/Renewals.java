package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import postwarden.Network;

/**
 * Bans that are longer than ipset can count: an element is given all that there can be, and again
 * when half of it is over. That is no difference worth a word.
 */
final class Renewals {
    /** Some thousand bans take milliseconds, and there are days for the rest. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final Duration MOST = Duration.ofSeconds(Ipset.MOST_SECONDS);
    private static final Duration HALF = MOST.dividedBy(2);
    private static final Duration TOLERANCE = Duration.ofSeconds(Findings.TOLERANCE_SECONDS);

    private final Question question;
    private final Map<Network, Element> due = new HashMap<>();

    Renewals(Question question) {
        this.question = question;
    }

    /**
     * What counts as left of an element: what is expected, if it needs to be renewed or will.
     *
     * @param milliseconds what is left of it; negative: it never ends
     */
    long left(KernelSet set, Network network, long milliseconds) {
        Instant end = question.expected().get(network);
        if (end == null || milliseconds < 0) {
            return milliseconds;
        }
        Duration expected = Duration.between(question.now(), end);
        Duration left = Duration.ofMillis(milliseconds);
        boolean early = left.plus(TOLERANCE).compareTo(expected) < 0;
        if (expected.compareTo(HALF) <= 0 || !early) {
            return milliseconds;
        }
        boolean lasts = expected.compareTo(MOST) > 0 && left.compareTo(HALF) >= 0;
        if (!lasts && due.size() < MOST_AT_ONCE) {
            due.put(network, Element.of(set, network, expected.toSeconds()));
        }
        return expected.toSeconds() * 1000;
    }

    /** The elements as they are to be. */
    Map<Network, Element> due() {
        return Map.copyOf(due);
    }
}
