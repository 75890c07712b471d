package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import postwarden.Address;
import postwarden.Firewall.Difference;
import postwarden.Network;

/**
 * Holds one reading of the kernel against what should be in it. Runs beside the watch; the reader
 * is this thread's alone.
 *
 * <p>The kernel dumps a hash set in pieces and finds its place again by counting, so an element may
 * be passed over when another expires in between. What seems to be missing is therefore asked for
 * once more by name, unless it is too much to be an accident.
 */
final class Comparison implements Callable<Comparison.Outcome> {
    private static final int MOST_READINGS = 3;
    private static final int MOST_ASKED_AGAIN = 1_000;

    /** Kernel and ledger may differ by rounding, by waiting, and by a clock that is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** What is about to expire is not worth a removal: it was rounded up to whole seconds. */
    private static final long MILLISECONDS_LEFT = 2_000;

    private final KernelReader kernel;
    private final Question question;

    private Set<Network> missing = Set.of();
    private Set<Network> extra = Set.of();
    private List<Element> misplaced = List.of();
    private Set<Network> networks = Set.of();
    private int enforced;

    /**
     * @param misplaced elements that no network of ours can have put there
     * @param networks the expected bans that belong into interval sets
     */
    record Outcome(
            Difference difference, List<Element> misplaced, Map<Network, Instant> networks) {}

    Comparison(KernelReader kernel, Question question) {
        this.kernel = kernel;
        this.question = question;
    }

    @Override
    public Outcome call() {
        Outcome outcome = read();
        for (int i = 1; i < MOST_READINGS && kernel.wasInterrupted(); i++) {
            outcome = read();
        }
        return outcome;
    }

    private Outcome read() {
        missing = new HashSet<>(question.expected().keySet());
        extra = new HashSet<>();
        misplaced = new ArrayList<>();
        networks = new HashSet<>();
        enforced = 0;

        Map<Network, Instant> expectedNetworks = expectedNetworks();
        Set<Network> covered = new HashSet<>(expectedNetworks.keySet());
        Nesting.maximal(covered).forEach(covered::remove);
        missing.removeAll(covered);

        Frame frame = kernel.frame();
        boolean broken =
                !frame.equals(question.frame())
                        || !question.layout().fits(frame)
                        || friendsDiffer();
        for (KernelSet set : question.layout().bans()) {
            if (set.isInterval()) {
                Interval.of(set, kernel)
                        .forEach(at -> meet(set, at.first(), at.last(), at.milliseconds()));
            } else {
                kernel.keys(set, (key, end, milliseconds) -> meet(set, key, key, milliseconds));
            }
        }
        enforced += (int) covered.stream().filter(this::isCovered).count();
        askAgain();
        Instant now = question.now();
        missing.removeIf(network -> !question.expected().get(network).isAfter(now));
        return new Outcome(
                new Difference(broken || !misplaced.isEmpty(), missing, extra, enforced),
                misplaced,
                expectedNetworks);
    }

    private Map<Network, Instant> expectedNetworks() {
        Instant now = question.now();
        Map<Network, Instant> networks = new HashMap<>();
        question.expected()
                .forEach(
                        (network, end) -> {
                            if (question.isNetwork(network) && end.isAfter(now)) {
                                networks.put(network, end);
                            }
                        });
        return networks;
    }

    private boolean friendsDiffer() {
        if (question.friends().isEmpty()) {
            return false;
        }
        for (KernelSet set : List.of(KernelSet.FRIENDS4, KernelSet.FRIENDS6)) {
            List<Interval> expected = Interval.of(set, question.friends().get());
            if (!Interval.merged(Interval.of(set, kernel)).equals(Interval.merged(expected))) {
                return true;
            }
        }
        return false;
    }

    /** One element of the kernel's. */
    private void meet(KernelSet set, Address first, Address last, long left) {
        Optional<Network> found = question.layout().network(set, first, last);
        if (found.isEmpty()) {
            misplaced.add(new Element(set, first, last, 1));
            return;
        }
        Network network = found.get();
        enforced++;
        if (set.isInterval()) {
            networks.add(network);
        }
        Instant end = question.expected().get(network);
        Instant now = question.now();
        if (end == null || !end.isAfter(now)) {
            if (left < 0 || left > MILLISECONDS_LEFT) {
                extra.add(network);
            }
        } else if (isRight(end, now, left)) {
            missing.remove(network);
        }
    }

    private static boolean isRight(Instant end, Instant now, long left) {
        return left >= 0
                && Duration.between(now.plusMillis(left), end).abs().compareTo(TOLERANCE) <= 0;
    }

    private boolean isCovered(Network network) {
        return networks.stream().anyMatch(held -> held.contains(network) && !held.equals(network));
    }

    private void askAgain() {
        if (missing.size() > MOST_ASKED_AGAIN) {
            return;
        }
        missing.removeIf(
                network -> {
                    KernelSet set = question.layout().place(network);
                    if (set.isInterval()) {
                        return false;
                    }
                    OptionalLong left = kernel.millisecondsLeft(set, network.first());
                    Instant end = question.expected().get(network);
                    boolean right =
                            left.isPresent() && isRight(end, question.now(), left.getAsLong());
                    enforced += right ? 1 : 0;
                    return right;
                });
    }
}
