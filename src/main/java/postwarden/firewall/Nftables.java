package postwarden.firewall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * Bans in the kernel's nftables, in the table {@code inet postwarden} of the network namespace that
 * the opening thread is in. One thread's, which must stay in that namespace; only {@link
 * Comparison} runs beside it.
 *
 * <p>Written by libnftables, read by raw netlink: with 100,000 elements in the table a listing by
 * libnftables takes up to a second and 100 MB, the kernel's own answer a tenth of a second.
 */
final class Nftables implements Firewall {
    private final Layout layout;
    private final NftCommands commands;
    private final KernelReader kernel = new KernelReader();
    private final TableComparer comparer = new TableComparer();
    private final Comparisons comparisons;
    private final Generation generation = new Generation(kernel);
    private final KernelTable table;
    private final Networks networks;

    private Set<Element> misplaced = Set.of();
    private Optional<Set<Network>> friends = Optional.empty();

    private Nftables(NftCommands commands, Layout layout, Pace pace) {
        this.commands = commands;
        this.layout = layout;
        comparisons = new Comparisons(layout, pace, comparer);
        table = new KernelTable(commands, kernel, generation, layout);
        networks = new Networks(layout);
    }

    /**
     * Makes the frame; what the sets hold stays.
     *
     * @param commands this object's from now on, to be closed with it
     */
    static Nftables open(NftCommands commands, Layout layout, Pace pace) {
        Nftables firewall = new Nftables(commands, layout, pace);
        try {
            firewall.generation.accept();
            firewall.comparer.expect(firewall.table.build(firewall.friends));
            return firewall;
        } catch (FirewallException e) {
            firewall.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "nftables";
    }

    @Override
    public void apply(Map<Network, Instant> add, Set<Network> remove, Instant now) {
        Wish wish = Wish.of(add, remove, now);
        Map<Network, Instant> lasting = wish.lasting();
        Set<Network> gone = wish.gone();
        comparisons.touch(wish);

        List<Element> removed = new ArrayList<>();
        List<Element> added = new ArrayList<>();
        for (Network network : gone) {
            KernelSet set = layout.place(network);
            if (!set.isNetworks()) {
                removed.add(Element.of(set, network, 1));
            }
        }
        lasting.forEach(
                (network, end) -> {
                    KernelSet set = layout.place(network);
                    if (!set.isNetworks()) {
                        added.add(Element.of(set, network, Element.secondsUntil(end, now)));
                    }
                });
        if (removed.size() + added.size() < gone.size() + lasting.size()) {
            Networks.Step step = networks.step(lasting, gone, table.networks(now), now);
            removed.addAll(step.removed());
            added.addAll(step.added());
        }
        guarded(() -> table.change(removed, added));
    }

    @Override
    public void befriend(Set<Network> friends) {
        Optional<Set<Network>> wanted = Optional.of(Set.copyOf(friends));
        if (!wanted.equals(this.friends)) {
            this.friends = wanted;
            comparisons.touchFrame();
            guarded(() -> table.befriend(friends));
        }
    }

    @Override
    public boolean mayDiffer() {
        return comparisons.isDue(generation::isForeign);
    }

    /** Does nothing while another comparison runs. */
    @Override
    public void compare(Supplier<Ends> expected, Instant now) {
        if (!comparisons.isRunning()) {
            generation.accept();
            comparisons.start(expected, now, friends);
        }
    }

    /** What was changed by this object since {@link #compare} is left out of it. */
    @Override
    public Optional<Difference> difference() {
        return guarded(comparisons::outcome).map(this::settled);
    }

    /** Also removes elements that no ban of ours can have made, which a difference cannot name. */
    @Override
    public void repair() {
        comparisons.touchFrame();
        guarded(
                () -> {
                    comparer.expect(table.build(friends));
                    table.change(misplaced, List.of());
                });
        misplaced = Set.of();
    }

    @Override
    public void close() {
        comparisons.close();
        kernel.close();
        commands.close();
    }

    private Difference settled(Comparison.Outcome outcome) {
        misplaced = outcome.misplaced();
        if (!comparisons.areNetworksTouched()) {
            networks.replace(outcome.networks());
        }
        Difference settled = comparisons.settled(outcome.difference());
        if (!settled.isNone() || comparisons.isFrameTouched()) {
            generation.distrust(); // the next comparison sees whether it was healed
        }
        return settled;
    }

    private void guarded(Runnable action) {
        guarded(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** Whatever fails leaves the kernel in doubt. */
    private <T> T guarded(Supplier<T> action) {
        try {
            return action.get();
        } catch (FirewallException e) {
            generation.distrust();
            throw e;
        }
    }
}
