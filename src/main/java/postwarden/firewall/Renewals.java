package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import postwarden.Address;
import postwarden.Network;

/**
 * Bans that are longer than ipset can count: an element is given all that there can be, and again
 * when half of it is over. That is no difference worth a word.
 */
final class Renewals {
    /** Some thousand bans take milliseconds, and there are days for the rest. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final long HALF = Ipset.MOST_SECONDS / 2;

    private final Question question;
    private final boolean concerned;
    private final Map<Network, Element> due = new HashMap<>();

    Renewals(Question question) {
        this.question = question;
        Instant half = question.now().plusSeconds(HALF);
        concerned = question.expected().values().stream().anyMatch(end -> end.isAfter(half));
    }

    /**
     * What counts as left of an element: what is expected, if it needs to be renewed or will.
     *
     * @param milliseconds what is left of it; negative: it never ends
     */
    long left(KernelSet set, Address first, Address last, long milliseconds) {
        if (!concerned || milliseconds < 0) {
            return milliseconds; // nearly always
        }
        return question.layout()
                .network(set, first, last)
                .map(network -> left(set, network, milliseconds))
                .orElse(milliseconds);
    }

    private long left(KernelSet set, Network network, long milliseconds) {
        Instant end = question.expected().get(network);
        if (end == null) {
            return milliseconds;
        }
        long expected = Duration.between(question.now(), end).toSeconds();
        long left = milliseconds / 1000;
        if (expected <= HALF || left + Findings.TOLERANCE_SECONDS >= expected) {
            return milliseconds;
        }
        boolean lasts = expected > Ipset.MOST_SECONDS && left >= HALF;
        if (!lasts && due.size() < MOST_AT_ONCE) {
            due.put(network, Element.of(set, network, expected));
        }
        return expected * 1000;
    }

    /** The elements as they are to be. */
    Map<Network, Element> due() {
        return Map.copyOf(due);
    }
}
