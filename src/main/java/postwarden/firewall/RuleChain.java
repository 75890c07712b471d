package postwarden.firewall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * Bans as rules of iptables, where there is no ipset: each packet meets them one by one, so there
 * are few. The chain is written whole each time, in one transaction; what is over is left out of it
 * with the next comparison. One thread's, which must stay in its network namespace; only {@link
 * ChainComparer} works beside it.
 */
final class RuleChain implements Firewall {
    static final int MOST_RULES = 1_000;

    private static final boolean[] FAMILIES = {true, false};

    /** What the jump is like but for {@link #build}. */
    private static final RawTable JUMPED = new RawTable(List.of(), 1, true);

    private final Xtables xtables;
    private final Layout layout;
    private final ChainComparer comparer;
    private final Comparisons comparisons;
    private final List<String> remarks;

    /** What the chain is to hold. */
    private Map<Network, Instant> held = new TreeMap<>();

    private Optional<Set<Network>> friends = Optional.empty();
    private Instant asked = Instant.EPOCH;

    private RuleChain(Xtables xtables, Layout layout, Pace pace, List<String> remarks) {
        this.remarks = List.copyOf(remarks);
        this.xtables = xtables;
        this.layout = layout;
        comparer = new ChainComparer(xtables);
        comparisons = new Comparisons(layout, pace, comparer);
    }

    /**
     * The bans that the chain holds already stay.
     *
     * @param remarks what people should know of how this was chosen
     */
    static RuleChain open(Xtables xtables, Layout layout, Pace pace, List<String> remarks) {
        RuleChain firewall = new RuleChain(xtables, layout, pace, remarks);
        for (boolean ipv4 : FAMILIES) {
            RawTable.of(xtables.save(ipv4)).chain().stream()
                    .map(rule -> BanRule.parse(rule, ipv4))
                    .flatMap(Optional::stream)
                    .limit(MOST_RULES)
                    .forEach(rule -> firewall.held.put(rule.network(), rule.until()));
        }
        firewall.build();
        return firewall;
    }

    @Override
    public String name() {
        return xtables.variant() + " without ipset";
    }

    @Override
    public List<String> warnings() {
        String few =
                "this kernel has no ipset: bans are rules one after another, %d of at most %d"
                        .formatted(held.size(), MOST_RULES);
        return Stream.concat(remarks.stream(), Stream.of(few)).toList();
    }

    @Override
    public void apply(Map<Network, Instant> add, Set<Network> remove, Instant now) {
        Wish wish = Wish.of(add, remove, now);
        comparisons.touch(wish);
        Map<Network, Instant> wanted = lasting(now);
        wanted.keySet().removeAll(wish.gone());
        int refused = 0;
        for (Map.Entry<Network, Instant> ban : wish.lasting().entrySet()) {
            if (wanted.size() < MOST_RULES || wanted.containsKey(ban.getKey())) {
                wanted.put(ban.getKey(), ban.getValue());
            } else {
                refused++;
            }
        }
        Set<Network> changed = new HashSet<>(wish.gone());
        changed.addAll(wish.lasting().keySet());
        hold(wanted, changed);
        if (refused > 0) {
            throw new FirewallException(
                    "without ipset the chain takes %d bans: %d of %d were refused"
                            .formatted(MOST_RULES, refused, wish.lasting().size()));
        }
    }

    @Override
    public void befriend(Set<Network> friends) {
        Optional<Set<Network>> wanted = Optional.of(Set.copyOf(friends));
        if (!wanted.equals(this.friends)) {
            this.friends = wanted;
            build();
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
            asked = now;
            comparisons.start(expected, now, friends);
        }
    }

    @Override
    public Optional<Difference> difference() {
        return comparisons.outcome().map(this::settled);
    }

    @Override
    public void repair() {
        build();
    }

    @Override
    public void close() {
        comparisons.close();
    }

    private Difference settled(Comparison.Outcome outcome) {
        Map<Network, Instant> lasting = lasting(asked);
        if (lasting.size() < held.size()) {
            hold(lasting, held.keySet());
        }
        return comparisons.settled(outcome.difference());
    }

    private Map<Network, Instant> lasting(Instant now) {
        Map<Network, Instant> lasting = new TreeMap<>(held);
        lasting.values().removeIf(end -> !end.isAfter(now));
        return lasting;
    }

    private void hold(Map<Network, Instant> wanted, Set<Network> changed) {
        for (boolean ipv4 : FAMILIES) {
            if (changed.stream().anyMatch(network -> network.isIpv4() == ipv4)) {
                write(JUMPED, ipv4, wanted);
            }
        }
        held = wanted;
    }

    private void build() {
        comparisons.touchFrame();
        for (boolean ipv4 : FAMILIES) {
            comparer.expect(ChainComparer.Rest.NONE, ipv4); // what fails is seen as a difference
            write(RawTable.of(xtables.save(ipv4)), ipv4, held);
            RawTable made = RawTable.of(xtables.save(ipv4));
            if (!made.jumpsRightly()) {
                throw new FirewallException("iptables: the chain is not what was written");
            }
            comparer.expect(ChainComparer.Rest.of(made, ipv4), ipv4);
        }
    }

    private void write(RawTable table, boolean ipv4, Map<Network, Instant> bans) {
        List<String> rules = new ArrayList<>();
        Nesting.maximal(friends.orElse(Set.of())).stream()
                .filter(friend -> friend.isIpv4() == ipv4)
                .forEach(friend -> rules.add("-s " + BanRule.source(friend) + " -j RETURN"));
        rules.addAll(PortRules.of(layout.ports()));
        bans.forEach(
                (network, end) -> {
                    if (network.isIpv4() == ipv4) {
                        rules.add(BanRule.of(network, end).toString());
                    }
                });
        xtables.restore(ipv4, table.rewritten(rules));
    }
}
