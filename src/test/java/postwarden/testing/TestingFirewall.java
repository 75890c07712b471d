package postwarden.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * A firewall in memory. A comparison is finished as soon as it is begun; what fails, and what
 * somebody else changes, is up to the test.
 */
public final class TestingFirewall implements Firewall {
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Map<Network, Instant> bans = new TreeMap<>();
    private final Set<Network> refused = new HashSet<>();
    private Set<Network> friends = Set.of();
    private Optional<Difference> difference = Optional.empty();
    private boolean foreign = true;
    private boolean broken;
    private boolean failing;
    private boolean closed;
    private int applied;

    /** What is kept out, each with its end, as last applied: expiry is the caller's to judge. */
    public Map<Network, Instant> bans() {
        return Collections.unmodifiableMap(bans);
    }

    public Set<Network> friends() {
        return friends;
    }

    /** How many calls of {@link #apply} came through. */
    public int applied() {
        return applied;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Until told otherwise every call that would change something fails, and changes nothing. */
    public void fail(boolean failing) {
        this.failing = failing;
    }

    /** A kernel that does not take this network, and takes every other. */
    public void refuse(Network network) {
        refused.add(network);
    }

    /** A kernel that takes every network again. */
    public void refuseNothing() {
        refused.clear();
    }

    /** Somebody else removes a ban. */
    public void vanish(Network network) {
        bans.remove(network);
        foreign = true;
    }

    /** Somebody else adds a ban. */
    public void appear(Network network, Instant end) {
        bans.put(network, end);
        foreign = true;
    }

    /** Somebody else removes everything. */
    public void flush() {
        bans.clear();
        friends = Set.of();
        broken = true;
        foreign = true;
    }

    @Override
    public String name() {
        return "testing";
    }

    @Override
    public void apply(Map<Network, Instant> add, Set<Network> remove, Instant now) {
        failIfAsked();
        if (broken && !add.isEmpty()) {
            throw new FirewallException("there is no table");
        }
        bans.keySet().removeAll(remove);
        bans.values().removeIf(end -> !end.isAfter(now));
        Set<Network> failed = new HashSet<>(add.keySet());
        failed.retainAll(refused);
        add.forEach(
                (network, end) -> {
                    if (!end.isAfter(now)) {
                        bans.remove(network);
                    } else if (!failed.contains(network)) {
                        bans.put(network, end);
                    }
                });
        applied++;
        if (!failed.isEmpty()) {
            foreign = true;
            throw new FirewallException("refused: " + failed);
        }
    }

    @Override
    public void befriend(Set<Network> friends) {
        failIfAsked();
        this.friends = Set.copyOf(friends);
    }

    @Override
    public boolean mayDiffer() {
        return foreign;
    }

    @Override
    public void compare(Supplier<Ends> asked, Instant now) {
        foreign = false;
        Ends expected = asked.get();
        Set<Network> missing = new HashSet<>();
        expected.forEach(
                (network, end) -> {
                    if (end.isAfter(now) && !isRight(bans.get(network), end)) {
                        missing.add(network);
                    }
                });
        Set<Network> held = new HashSet<>();
        bans.forEach(
                (network, end) -> {
                    if (end.isAfter(now)) {
                        held.add(network);
                    }
                });
        Set<Network> extra = new HashSet<>(held);
        extra.removeIf(network -> expected.getOrDefault(network, now).isAfter(now));
        difference = Optional.of(new Difference(broken, missing, extra, held.size()));
        foreign = !difference.get().isNone();
    }

    @Override
    public Optional<Difference> difference() {
        Optional<Difference> once = difference;
        difference = Optional.empty();
        return once;
    }

    @Override
    public void repair() {
        failIfAsked();
        broken = false;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void failIfAsked() {
        if (failing) {
            throw new FirewallException("the test wants it so");
        }
    }

    private static boolean isRight(Instant held, Instant expected) {
        return held != null && Duration.between(held, expected).abs().compareTo(TOLERANCE) <= 0;
    }
}
