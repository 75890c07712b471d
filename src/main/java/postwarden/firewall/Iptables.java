package postwarden.firewall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * Bans in sets of ipset, which rules of iptables ask, in the network namespace that the opening
 * thread is in. One thread's, which must stay in that namespace; only {@link SetComparer} works
 * beside it.
 *
 * <p>A ban is a message to the kernel and starts no process. Neither ipset nor iptables tells
 * whether anything changed, so they are compared all the time, as far as the pace allows.
 */
final class Iptables implements Firewall {
    private final Layout layout;
    private final String name;
    private final Ipset ipset = new Ipset();
    private final KernelSets sets;
    private final SetComparer comparer;
    private final Comparisons comparisons;
    private final List<String> remarks;
    private Set<Element> misplaced = Set.of();
    private Optional<Set<Network>> friends = Optional.empty();

    private Iptables(Xtables xtables, Layout layout, Pace pace, List<String> remarks) {
        this.remarks = List.copyOf(remarks);
        this.layout = layout;
        name = xtables.variant() + " with ipset";
        sets = new KernelSets(ipset, layout);
        comparer = new SetComparer(xtables, layout);
        comparisons = new Comparisons(layout, pace, comparer);
    }

    /**
     * Makes the frame; what the sets hold stays.
     *
     * @param remarks what people should know of how this was chosen
     */
    static Iptables open(Xtables xtables, Layout layout, Pace pace, List<String> remarks) {
        Iptables firewall = new Iptables(xtables, layout, pace, remarks);
        try {
            firewall.comparer.build();
            return firewall;
        } catch (FirewallException e) {
            firewall.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(remarks.stream(), comparer.warnings().stream()).toList();
    }

    @Override
    public void apply(Map<Network, Instant> add, Set<Network> remove, Instant now) {
        Wish wish = Wish.of(add, remove, now);
        comparisons.touch(wish);
        List<Element> removed = new ArrayList<>();
        List<Element> added = new ArrayList<>();
        wish.gone().forEach(network -> removed.add(element(network, 0)));
        wish.lasting()
                .forEach(
                        (network, end) ->
                                added.add(element(network, Element.secondsUntil(end, now))));
        sets.change(removed, added);
    }

    @Override
    public void befriend(Set<Network> friends) {
        Optional<Set<Network>> wanted = Optional.of(Set.copyOf(friends));
        if (!wanted.equals(this.friends)) {
            this.friends = wanted;
            comparisons.touchFrame();
            sets.befriend(friends);
        }
    }

    @Override
    public boolean mayDiffer() {
        return comparisons.isDue(() -> true);
    }

    /** Does nothing while another comparison runs. */
    @Override
    public void compare(Supplier<Ends> expected, Instant now) {
        if (!comparisons.isRunning()) {
            comparisons.start(expected, now, friends);
        }
    }

    /** What was changed by this object since {@link #compare} is left out of it. */
    @Override
    public Optional<Difference> difference() {
        return comparisons.outcome().map(this::settled);
    }

    /** What a comparison found missing it has made already; here is what takes no process. */
    @Override
    public void repair() {
        comparisons.touchFrame();
        friends.ifPresent(sets::befriend);
        sets.change(misplaced, List.of());
        misplaced = Set.of();
    }

    @Override
    public void close() {
        comparisons.close();
        ipset.close();
    }

    private Difference settled(Comparison.Outcome outcome) {
        misplaced = outcome.misplaced();
        List<Element> renewed = new ArrayList<>();
        comparer.renewals()
                .forEach(
                        (network, element) -> {
                            if (!comparisons.isTouched(network)) {
                                renewed.add(element);
                            }
                        });
        sets.change(List.of(), renewed);
        return comparisons.settled(outcome.difference());
    }

    private Element element(Network network, long seconds) {
        return Element.of(layout.place(network), network, seconds);
    }
}
