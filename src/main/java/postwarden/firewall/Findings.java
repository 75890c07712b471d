package postwarden.firewall;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Address;
import postwarden.Ends;
import postwarden.Firewall.Difference;
import postwarden.Network;

/** What a {@link Comparison} has met so far; an element may be met more than once. */
final class Findings {
    /** Kernel and ledger may differ by rounding, by waiting, and by a clock that is set. */
    static final int TOLERANCE_SECONDS = 5;

    /** What is about to expire is not worth a removal: it was rounded up to whole seconds. */
    private static final long MILLISECONDS_LEFT = 2_000;

    private final Question question;
    private final Ends expected;
    private final Map<Network, Instant> expectedNetworks = new HashMap<>();

    /** Expected, but inside another one that is, and so no element of its own. */
    private final Set<Network> inner;

    /** The places among the expected of what was not met with its end. */
    private final BitSet missing = new BitSet();

    /** Those of them that were met with another end. */
    private final BitSet ending = new BitSet();

    private final Set<Network> extra = new HashSet<>();
    private final Set<Network> networks = new HashSet<>();
    private final Set<Element> misplaced = new HashSet<>();
    private final int wanted;

    private Findings(Question question, boolean outermost) {
        this.question = question;
        expected = question.expected();
        Instant now = question.now();
        for (int place = 0; place < expected.size(); place++) {
            if (!isOver(place, now)) {
                missing.set(place);
                Network network = expected.network(place);
                if (question.isNetwork(network)) {
                    expectedNetworks.put(network, expected.end(place));
                }
            }
        }
        inner = new HashSet<>();
        if (outermost) {
            inner.addAll(expectedNetworks.keySet());
            Nesting.maximal(expectedNetworks.keySet()).forEach(inner::remove);
        }
        inner.forEach(network -> missing.clear(expected.place(network)));
        wanted = missing.cardinality();
    }

    /** Of networks that nest, only the outermost is an element. */
    static Findings ofOutermost(Question question) {
        return new Findings(question, true);
    }

    /** Every network is an element. */
    static Findings ofEach(Question question) {
        return new Findings(question, false);
    }

    /**
     * One element of the kernel's.
     *
     * @param left milliseconds until the kernel forgets it; negative: never
     */
    void meet(KernelSet set, Address first, Address last, long left) {
        Optional<Network> found = question.layout().network(set, first, last);
        if (found.isEmpty()) {
            misplace(new Element(set, first, last, 1));
            return;
        }
        Network network = found.get();
        Instant now = question.now();
        if (set.isInterval()) {
            networks.add(network);
        }
        int place = expected.place(network);
        if (place < 0 || isOver(place, now)) {
            if (left < 0 || left > MILLISECONDS_LEFT) {
                extra.add(network);
            }
        } else if (endsAt(expected.end(place), now, left)) {
            missing.clear(place);
            ending.clear(place);
        } else if (missing.get(place)) {
            ending.set(place);
        }
    }

    /** One element that cannot be ours. */
    void misplace(Element element) {
        misplaced.add(element);
    }

    /** How many are expected, and not met yet. */
    int countUnseen() {
        return missing.cardinality() - ending.cardinality();
    }

    List<Network> unseen() {
        BitSet unseen = (BitSet) missing.clone();
        unseen.andNot(ending);
        return unseen.stream().mapToObj(expected::network).toList();
    }

    Set<Element> misplaced() {
        return misplaced;
    }

    Map<Network, Instant> expectedNetworks() {
        return expectedNetworks;
    }

    /** Once, when all is met. */
    Difference difference(boolean frameWhole) {
        int covered = (int) inner.stream().filter(this::isCovered).count();
        int enforced =
                wanted - missing.cardinality() + ending.cardinality() + extra.size() + covered;
        Instant now = question.now();
        missing.stream().filter(place -> isOver(place, now)).forEach(missing::clear);
        return new Difference(
                !frameWhole || !misplaced.isEmpty(),
                new Missing(expected, missing),
                extra,
                enforced);
    }

    private boolean isOver(int place, Instant now) {
        return !expected.end(place).isAfter(now);
    }

    private boolean isCovered(Network network) {
        return networks.stream().anyMatch(held -> held.contains(network));
    }

    private static boolean endsAt(Instant end, Instant now, long left) {
        long expected = end.getEpochSecond() - now.getEpochSecond();
        return left >= 0 && Math.abs(expected - left / 1000) <= TOLERANCE_SECONDS;
    }
}
