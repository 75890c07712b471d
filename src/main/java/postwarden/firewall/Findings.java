package postwarden.firewall;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Address;
import postwarden.Firewall.Difference;
import postwarden.Network;

/** What a {@link Comparison} has met so far; an element may be met more than once. */
final class Findings {
    /** Kernel and ledger may differ by rounding, by waiting, and by a clock that is set. */
    private static final int TOLERANCE_SECONDS = 5;

    /** What is about to expire is not worth a removal: it was rounded up to whole seconds. */
    private static final long MILLISECONDS_LEFT = 2_000;

    private final Question question;
    private final Map<Network, Instant> expectedNetworks = new HashMap<>();

    /** Expected, but inside another one that is, and so no element of its own. */
    private final Set<Network> inner;

    private final Set<Network> missing;
    private final Set<Network> ending = new HashSet<>();
    private final Set<Network> extra = new HashSet<>();
    private final Set<Network> networks = new HashSet<>();
    private final Set<Element> misplaced = new HashSet<>();
    private final int wanted;

    Findings(Question question) {
        this.question = question;
        Instant now = question.now();
        question.expected()
                .forEach(
                        (network, end) -> {
                            if (question.isNetwork(network) && end.isAfter(now)) {
                                expectedNetworks.put(network, end);
                            }
                        });
        inner = new HashSet<>(expectedNetworks.keySet());
        Nesting.maximal(expectedNetworks.keySet()).forEach(inner::remove);
        missing = new HashSet<>(question.expected().keySet());
        missing.removeAll(inner);
        missing.removeIf(network -> isOver(network, now));
        wanted = missing.size();
    }

    /**
     * One element of the kernel's.
     *
     * @param left milliseconds until the kernel forgets it; negative: never
     */
    void meet(KernelSet set, Address first, Address last, long left) {
        Optional<Network> found = question.layout().network(set, first, last);
        if (found.isEmpty()) {
            misplaced.add(new Element(set, first, last, 1));
            return;
        }
        Network network = found.get();
        Instant now = question.now();
        if (set.isInterval()) {
            networks.add(network);
        }
        if (isOver(network, now)) {
            if (left < 0 || left > MILLISECONDS_LEFT) {
                extra.add(network);
            }
        } else if (endsAt(question.expected().get(network), now, left)) {
            missing.remove(network);
            ending.remove(network);
        } else if (missing.contains(network)) {
            ending.add(network);
        }
    }

    /** Expected, and not met yet. */
    List<Network> unseen() {
        return missing.stream().filter(network -> !ending.contains(network)).toList();
    }

    Set<Element> misplaced() {
        return misplaced;
    }

    Map<Network, Instant> expectedNetworks() {
        return expectedNetworks;
    }

    Difference difference(boolean frameWhole) {
        int covered = (int) inner.stream().filter(this::isCovered).count();
        int enforced = wanted - missing.size() + ending.size() + extra.size() + covered;
        Instant now = question.now();
        missing.removeIf(network -> isOver(network, now));
        return new Difference(!frameWhole || !misplaced.isEmpty(), missing, extra, enforced);
    }

    private boolean isOver(Network network, Instant now) {
        Instant end = question.expected().get(network);
        return end == null || !end.isAfter(now);
    }

    private boolean isCovered(Network network) {
        return networks.stream().anyMatch(held -> held.contains(network));
    }

    private static boolean endsAt(Instant end, Instant now, long left) {
        long expected = end.getEpochSecond() - now.getEpochSecond();
        return left >= 0 && Math.abs(expected - left / 1000) <= TOLERANCE_SECONDS;
    }
}
