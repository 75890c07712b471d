package postwarden.firewall;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import postwarden.Ends;
import postwarden.Firewall.Difference;
import postwarden.Network;

/**
 * When the kernel is compared, and what of the answer still holds: about what was changed meanwhile
 * a comparison cannot tell. One thread's; only the comparison itself runs beside it.
 */
final class Comparisons implements AutoCloseable {
    private final Layout layout;
    private final Pace pace;
    private final BackgroundComparison background;
    private final Set<Network> touched = new HashSet<>();
    private boolean frameTouched;
    private long askedNanos;
    private long comparedNanos;
    private long tookNanos;

    /**
     * @param comparer this object's from now on, to be closed with it
     */
    Comparisons(Layout layout, Pace pace, Comparer comparer) {
        this.layout = layout;
        this.pace = pace;
        background = new BackgroundComparison(comparer);
        comparedNanos = System.nanoTime() - pace.anyway().toNanos();
        askedNanos = comparedNanos;
    }

    void touch(Wish wish) {
        if (background.isRunning()) {
            touched.addAll(wish.gone());
            touched.addAll(wish.lasting().keySet());
        }
    }

    void touchFrame() {
        frameTouched = true;
    }

    boolean isFrameTouched() {
        return frameTouched;
    }

    boolean isTouched(Network network) {
        return touched.contains(network);
    }

    boolean areNetworksTouched() {
        return touched.stream().anyMatch(network -> layout.place(network).isNetworks());
    }

    boolean isRunning() {
        return background.isRunning();
    }

    /**
     * Whether it is time for another one.
     *
     * @param foreign asked at the pace: whether somebody else changed something
     */
    boolean isDue(BooleanSupplier foreign) {
        if (background.isRunning()) {
            return false;
        }
        long nanos = System.nanoTime();
        long since = nanos - comparedNanos;
        if (since < Math.max(pace.compare().toNanos(), pace.rest() * tookNanos)) {
            return false;
        }
        if (since >= pace.anyway().toNanos()) {
            return true;
        }
        if (nanos - askedNanos < pace.ask().toNanos()) {
            return false;
        }
        askedNanos = nanos;
        return foreign.getAsBoolean();
    }

    /** While none runs. */
    void start(Supplier<Ends> expected, Instant now, Optional<Set<Network>> friends) {
        touched.clear();
        frameTouched = false;
        long nanos = System.nanoTime();
        comparedNanos = nanos;
        background.start(() -> new Question(layout, expected.get(), now, nanos, friends));
    }

    /** Once, when it is there. */
    Optional<Comparison.Outcome> outcome() {
        Optional<Comparison.Outcome> outcome = background.outcome();
        outcome.ifPresent(there -> tookNanos = System.nanoTime() - comparedNanos);
        return outcome;
    }

    /** What is left of it. */
    Difference settled(Difference found) {
        touched.forEach(
                network -> {
                    found.missing().remove(network);
                    found.extra().remove(network);
                });
        return new Difference(
                found.frameBroken() && !frameTouched,
                found.missing(),
                found.extra(),
                found.enforced());
    }

    @Override
    public void close() {
        background.close();
    }
}
