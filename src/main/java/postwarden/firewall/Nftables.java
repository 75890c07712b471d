package postwarden.firewall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final Pace pace;
    private final NftCommands commands;
    private final KernelReader kernel = new KernelReader();
    private final BackgroundComparison background = new BackgroundComparison();
    private final Generation generation = new Generation(kernel);
    private final KernelTable table;
    private final Networks networks;

    /** What was changed here while a comparison ran: about that it cannot tell. */
    private final Set<Network> touched = new HashSet<>();

    private boolean frameTouched;

    private Frame frame = Frame.NONE;
    private Set<Element> misplaced = Set.of();
    private Optional<Set<Network>> friends = Optional.empty();
    private long askedNanos;
    private long comparedNanos;
    private long tookNanos;

    private Nftables(NftCommands commands, Layout layout, Pace pace) {
        this.commands = commands;
        this.layout = layout;
        this.pace = pace;
        table = new KernelTable(commands, kernel, generation, layout);
        networks = new Networks(layout);
        comparedNanos = System.nanoTime() - pace.anyway().toNanos();
        askedNanos = comparedNanos;
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
            firewall.frame = firewall.table.build(firewall.friends);
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
        Map<Network, Instant> lasting = new HashMap<>(add);
        lasting.values().removeIf(end -> !end.isAfter(now));
        Set<Network> gone = new HashSet<>(remove);
        gone.addAll(add.keySet());
        gone.removeAll(lasting.keySet());
        if (background.isRunning()) {
            touched.addAll(gone);
            touched.addAll(lasting.keySet());
        }

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
            frameTouched = true;
            guarded(() -> table.befriend(friends));
        }
    }

    @Override
    public boolean mayDiffer() {
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
        return generation.isForeign();
    }

    /** Does nothing while another comparison runs. */
    @Override
    public void compare(Map<Network, Instant> expected, Instant now) {
        if (background.isRunning()) {
            return;
        }
        touched.clear();
        frameTouched = false;
        comparedNanos = System.nanoTime();
        generation.accept();
        background.start(
                new Question(layout, frame, Ends.copyOf(expected), now, comparedNanos, friends));
    }

    /** What was changed by this object since {@link #compare} is left out of it. */
    @Override
    public Optional<Difference> difference() {
        return guarded(background::outcome).map(this::settled);
    }

    /** Also removes elements that no ban of ours can have made, which a difference cannot name. */
    @Override
    public void repair() {
        frameTouched = true;
        guarded(
                () -> {
                    frame = table.build(friends);
                    table.change(misplaced, List.of());
                });
        misplaced = Set.of();
    }

    @Override
    public void close() {
        background.close();
        kernel.close();
        commands.close();
    }

    private Difference settled(Comparison.Outcome outcome) {
        tookNanos = System.nanoTime() - comparedNanos;
        misplaced = outcome.misplaced();
        if (touched.stream().noneMatch(network -> layout.place(network).isNetworks())) {
            networks.replace(outcome.networks());
        }
        Difference found = outcome.difference();
        Difference settled =
                new Difference(
                        found.frameBroken() && !frameTouched,
                        untouched(found.missing()),
                        untouched(found.extra()),
                        found.enforced());
        if (!settled.isNone() || frameTouched) {
            generation.distrust(); // the next comparison sees whether it was healed
        }
        return settled;
    }

    private Set<Network> untouched(Set<Network> networks) {
        return networks.stream()
                .filter(network -> !touched.contains(network))
                .collect(Collectors.toSet());
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
