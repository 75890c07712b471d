package postwarden.friends;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import postwarden.Friends;
import postwarden.Network;

/** An unchanging list of friends, asked in a few look-ups however long it is. For any thread. */
public final class FriendList implements Friends {
    /** Never an offender on any host (RFC 6890). */
    private static final Map<String, String> NOBODY =
            Map.of(
                    "127.0.0.0/8", "loopback",
                    "::1", "loopback",
                    "169.254.0.0/16", "link-local",
                    "fe80::/10", "link-local",
                    "224.0.0.0/4", "multicast",
                    "ff00::/8", "multicast",
                    "0.0.0.0/8", "unspecified",
                    "::", "unspecified");

    private final Map<Network, Friend> byNetwork = new HashMap<>();

    private final TreeMap<Network, Friend> inOrder;

    /** The prefix lengths (of 128) that occur. */
    private final int[] sizes;

    public FriendList(Collection<Friend> friends) {
        NOBODY.forEach(
                (network, why) -> add(new Friend(Network.parse(network).orElseThrow(), why)));
        friends.forEach(this::add);
        inOrder = new TreeMap<>(byNetwork);
        sizes = byNetwork.keySet().stream().mapToInt(Network::bits).distinct().toArray();
    }

    /** With nobody but those who are nobody's offender. */
    public static FriendList empty() {
        return new FriendList(List.of());
    }

    @Override
    public Optional<Friend> overlapping(Network network) {
        return containing(network).or(() -> within(network));
    }

    public Set<Network> networks() {
        return Set.copyOf(byNetwork.keySet());
    }

    private void add(Friend friend) {
        byNetwork.putIfAbsent(friend.network(), friend);
    }

    /** A plain loop: this runs for every strike. */
    private Optional<Friend> containing(Network network) {
        for (int bits : sizes) {
            if (bits > network.bits()) {
                continue;
            }
            Friend friend = byNetwork.get(new Network(network.first(), bits));
            if (friend != null && friend.network().contains(network)) {
                return Optional.of(friend);
            }
        }
        return Optional.empty();
    }

    /** What a network contains follows it in the order of first addresses. */
    private Optional<Friend> within(Network network) {
        if (network.isSingle()) {
            return Optional.empty();
        }
        return inOrder.tailMap(network, true).values().stream()
                .takeWhile(friend -> friend.network().first().compareTo(network.last()) <= 0)
                .filter(friend -> network.contains(friend.network()))
                .findFirst();
    }
}
