package postwarden.friends;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postwarden.Address;
import postwarden.Friends.Friend;
import postwarden.Network;

/**
 * The allow list of the configuration. Host names are looked up again at each refresh; a name that
 * does not resolve keeps its last good answer. One thread's; a look-up may take seconds.
 */
final class AllowList {
    private final List<Network> networks = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, List<Network>> answers = new HashMap<>();
    private final Set<String> unresolved = new LinkedHashSet<>();

    AllowList(List<String> addresses) {
        for (String address : addresses) {
            Network.parse(address).ifPresentOrElse(networks::add, () -> names.add(address));
        }
    }

    /** Another list; names that are in both keep their answers. */
    AllowList as(List<String> addresses) {
        AllowList other = new AllowList(addresses);
        answers.forEach(
                (name, answer) -> {
                    if (other.names.contains(name)) {
                        other.answers.put(name, answer);
                    }
                });
        return other;
    }

    void refresh() {
        unresolved.clear();
        for (String name : names) {
            try {
                List<Network> answer = new ArrayList<>();
                for (InetAddress address : InetAddress.getAllByName(name)) {
                    answer.add(Network.of(Address.of(address.getAddress())));
                }
                answers.put(name, answer);
            } catch (UnknownHostException keptAnswer) {
                unresolved.add(name);
            }
        }
    }

    List<Friend> friends() {
        List<Friend> friends = new ArrayList<>();
        networks.forEach(network -> friends.add(new Friend(network, "allow list")));
        answers.forEach(
                (name, answer) ->
                        answer.forEach(
                                network ->
                                        friends.add(new Friend(network, "allow list: " + name))));
        return friends;
    }

    /** Whether every name has an answer. */
    boolean isResolved() {
        return answers.keySet().containsAll(names);
    }

    /** Names that the last refresh could not look up. */
    Set<String> unresolved() {
        return Set.copyOf(unresolved);
    }
}
