package postwarden.firewall;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Network;

/**
 * For watching only: nobody is kept out. Nothing is ever missing from it, since nothing is meant to
 * be in it; how little it enforces is in every {@link Difference}.
 */
final class NoFirewall implements Firewall {
    private Optional<Difference> compared = Optional.empty();

    @Override
    public String name() {
        return "none";
    }

    @Override
    public void apply(Map<Network, Instant> add, Set<Network> remove, Instant now) {}

    @Override
    public void befriend(Set<Network> friends) {}

    @Override
    public boolean mayDiffer() {
        return false;
    }

    @Override
    public void compare(Supplier<Ends> expected, Instant now) {
        compared = Optional.of(new Difference(false, Set.of(), Set.of(), 0));
    }

    @Override
    public Optional<Difference> difference() {
        Optional<Difference> once = compared;
        compared = Optional.empty();
        return once;
    }

    @Override
    public void repair() {}

    @Override
    public void close() {}
}
