package postwarden.firewall;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import postwarden.Firewall.Difference;
import postwarden.Network;

/**
 * Holds the kernel against what should be in it. Runs beside the watch; the reader is this thread's
 * alone.
 *
 * <p>The kernel dumps a hash set in pieces and finds its place again by counting. An element may be
 * passed over when another expires in between, and thousands may while the table grows; some are
 * then told twice. So what seems to be missing is looked for again: in another dump if it is much,
 * else by name.
 */
final class Comparison {
    private static final int MOST_DUMPS = 4;
    private static final int MOST_ASKED_FOR = 1_000;

    private final KernelReader kernel;
    private final Frame made;
    private final Question question;
    private final Findings findings;

    /**
     * What came out.
     *
     * @param misplaced elements that no network of ours can have put there
     * @param networks the expected bans that belong into interval sets
     */
    record Outcome(Difference difference, Set<Element> misplaced, Map<Network, Instant> networks) {}

    /**
     * @param frame the table as it was made
     */
    Comparison(KernelReader kernel, Frame frame, Question question) {
        this.kernel = kernel;
        this.made = frame;
        this.question = question;
        findings = Findings.ofOutermost(question);
    }

    Outcome call() {
        boolean whole = isFrameWhole();
        for (int dumps = 1; dumps <= MOST_DUMPS; dumps++) {
            dump();
            boolean torn = kernel.wasInterrupted();
            if (!torn && findings.countUnseen() <= MOST_ASKED_FOR) {
                break;
            }
        }
        askByName();
        return new Outcome(
                findings.difference(whole), findings.misplaced(), findings.expectedNetworks());
    }

    private boolean isFrameWhole() {
        Frame frame = kernel.frame();
        return frame.equals(made)
                && question.layout().fits(frame)
                && question.friends().map(this::areThere).orElse(true);
    }

    private boolean areThere(Set<Network> friends) {
        return KernelSet.FRIENDS.stream()
                .allMatch(
                        set ->
                                Interval.merged(Interval.of(set, friends))
                                        .equals(Interval.merged(Interval.of(set, kernel))));
    }

    private void dump() {
        for (KernelSet set : question.layout().bans()) {
            if (set.isInterval()) {
                Interval.of(set, kernel)
                        .forEach(
                                at -> findings.meet(set, at.first(), at.last(), at.milliseconds()));
            } else {
                kernel.keys(set, (key, end, left) -> findings.meet(set, key, key, left));
            }
        }
    }

    private void askByName() {
        if (findings.countUnseen() > MOST_ASKED_FOR) {
            return;
        }
        for (Network network : findings.unseen()) {
            KernelSet set = question.layout().place(network);
            if (!set.isInterval()) {
                OptionalLong left = kernel.millisecondsLeft(set, network.first());
                left.ifPresent(at -> findings.meet(set, network.first(), network.first(), at));
            }
        }
    }
}
