package postwarden;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What keeps offenders out: a projection of the ledger. One thread's, but for what it does in the
 * background itself. Closing it leaves the bans in the kernel. What the kernel refuses is a {@link
 * FirewallException}.
 */
public interface Firewall extends AutoCloseable {
    /** For people: {@code nftables}, {@code iptables-nft with ipset}, {@code none}. */
    String name();

    /**
     * What people should know of it though nothing fails: what it cannot do, what is nearly full.
     */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * One transaction. To add what is there sets its end anew; to remove what is not there does
     * nothing.
     *
     * @param add networks, each with the time at which the kernel forgets it by itself
     */
    void apply(Map<Network, Instant> add, Set<Network> remove, Instant now);

    /** Whom the kernel lets through, whatever is banned. Replaces those given before. */
    void befriend(Set<Network> friends);

    /**
     * Whether something other than this object's calls may have changed the firewall since the last
     * {@link #compare}; costs microseconds. Also true from time to time for no reason.
     */
    boolean mayDiffer();

    /**
     * Begins to compare the kernel with what should be in it, beside the calling thread. The answer
     * comes with {@link #difference}. What a turn changes meanwhile may show up as a difference.
     *
     * @param expected asked once, beside the calling thread
     */
    void compare(Supplier<Ends> expected, Instant now);

    /** The finished comparison, once. */
    Optional<Difference> difference();

    /** Makes anew what is missing of the firewall's frame (table, sets, chain): empty sets. */
    void repair();

    /**
     * Kernel against ledger. The sets are not copied, since there may be a million.
     *
     * @param frameBroken table, set, chain or rule is gone or altered: {@link #repair} it first
     * @param missing expected and not enforced, or enforced with another end
     * @param extra enforced and not expected
     * @param enforced how many networks the kernel holds
     */
    record Difference(boolean frameBroken, Set<Network> missing, Set<Network> extra, int enforced) {
        public boolean isNone() {
            return !frameBroken && missing.isEmpty() && extra.isEmpty();
        }
    }

    @Override
    void close();
}
