package postwarden.firewall;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import postwarden.FirewallException;
import postwarden.Network;

/**
 * The table as it is written: its frame, and its elements. One thread's; every transaction of ours
 * goes through here.
 */
final class KernelTable {
    /**
     * Ahead of connection tracking (-200) and of the raw chains (-300), so that whoever is banned
     * costs no state and open connections are cut; behind defragmentation (-400).
     */
    static final int PRIORITY = -310;

    private final NftCommands commands;
    private final KernelReader kernel;
    private final Generation generation;
    private final Layout layout;

    KernelTable(NftCommands commands, KernelReader kernel, Generation generation, Layout layout) {
        this.commands = commands;
        this.kernel = kernel;
        this.generation = generation;
        this.layout = layout;
    }

    /**
     * Makes the frame anew in one transaction: packets meet the old chain or the new one. Sets stay
     * as they are, unless the kernel could not use them.
     *
     * @return what is in the kernel now
     */
    Frame build(Optional<Set<Network>> friends) {
        Frame old = kernel.frame();
        if (old.isDormant()) {
            Transaction awake = new Transaction(); // no kernel takes it together with the rest
            addTable(awake);
            commit(awake);
        }
        Transaction transaction = new Transaction();
        addTable(transaction);
        if (old.chain().isPresent()) {
            inTable(transaction, "flush", Transaction.CHAIN);
            inTable(transaction, "delete", Transaction.CHAIN);
        }
        for (Map.Entry<KernelSet, KernelSet.Shape> set : old.sets().entrySet()) {
            boolean usable =
                    layout.sets().contains(set.getKey())
                            && set.getKey().shape().equals(set.getValue());
            if (!usable) {
                transaction.set("delete", set.getKey(), object -> {});
            }
        }
        layout.sets().forEach(set -> addSet(transaction, set));
        addChain(transaction);
        friends.ifPresent(known -> replaceFriends(transaction, known));
        commit(transaction);
        return kernel.frame();
    }

    /** The networks in the interval sets, each with its end. */
    Map<Network, Instant> networks(Instant now) {
        Map<Network, Instant> networks = new TreeMap<>();
        for (KernelSet set : List.of(KernelSet.NETWORKS4, KernelSet.NETWORKS6)) {
            for (Interval at : Interval.of(set, kernel)) {
                Instant end =
                        at.milliseconds() < 0 ? Instant.MAX : now.plusMillis(at.milliseconds());
                layout.network(set, at.first(), at.last())
                        .ifPresent(network -> networks.put(network, end));
            }
        }
        return networks;
    }

    /** Everything that the kernel takes is done when this throws for what it refused. */
    void change(Collection<Element> removed, Collection<Element> added) {
        new Change(this::commit).run(removed, added);
    }

    void befriend(Set<Network> friends) {
        Transaction transaction = new Transaction();
        replaceFriends(transaction, friends);
        commit(transaction);
    }

    private void commit(Transaction transaction) {
        byte[] json = transaction.end();
        try {
            generation.commit(() -> commands.run(json));
        } catch (FirewallException e) {
            throw new FirewallException("nftables: " + e.getMessage(), e);
        }
    }

    /** Also wakes a dormant one: the flags are set to none. */
    private static void addTable(Transaction transaction) {
        transaction.command(
                "add", "table", object -> object.writeStringField("name", Transaction.TABLE));
    }

    private static void inTable(Transaction transaction, String verb, String chain) {
        transaction.command(
                verb,
                "chain",
                object -> {
                    object.writeStringField("table", Transaction.TABLE);
                    object.writeStringField("name", chain);
                });
    }

    private static void addSet(Transaction transaction, KernelSet set) {
        transaction.set(
                "add",
                set,
                object -> {
                    object.writeStringField("type", set.isIpv4() ? "ipv4_addr" : "ipv6_addr");
                    object.writeNumberField("size", set.size());
                    object.writeArrayFieldStart("flags");
                    if (set.isInterval()) {
                        object.writeString("interval");
                    }
                    if (!set.isFriends()) {
                        object.writeString("timeout");
                    }
                    object.writeEndArray();
                });
    }

    private void addChain(Transaction transaction) {
        transaction.command(
                "add",
                "chain",
                object -> {
                    object.writeStringField("table", Transaction.TABLE);
                    object.writeStringField("name", Transaction.CHAIN);
                    object.writeStringField("type", "filter");
                    object.writeStringField("hook", "prerouting");
                    object.writeNumberField("prio", PRIORITY);
                    object.writeStringField("policy", "accept");
                });
        for (ChainRule rule : layout.rules()) {
            transaction.command(
                    "add",
                    "rule",
                    object -> {
                        object.writeStringField("table", Transaction.TABLE);
                        object.writeStringField("chain", Transaction.CHAIN);
                        object.writeArrayFieldStart("expr");
                        rule.write(object);
                        object.writeEndArray();
                    });
        }
    }

    /** Merged here: libnftables 1.0.6 knows no automatic merging in JSON. */
    private static void replaceFriends(Transaction transaction, Set<Network> friends) {
        for (KernelSet set : KernelSet.FRIENDS) {
            List<Element> elements =
                    Interval.merged(Interval.of(set, friends)).stream()
                            .map(friend -> new Element(set, friend.first(), friend.last(), 0))
                            .toList();
            transaction.set("flush", set, object -> {});
            transaction.elements("add", set, elements);
        }
    }
}
