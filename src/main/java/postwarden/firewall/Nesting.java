package postwarden.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import postwarden.Address;
import postwarden.Network;

/** Networks nest or are apart; an interval set takes only those that are apart. */
final class Nesting {
    private Nesting() {}

    /** Those that no other one contains, lowest first. */
    static List<Network> maximal(Collection<Network> networks) {
        List<Network> maximal = new ArrayList<>();
        for (boolean ipv4 : new boolean[] {true, false}) {
            Network last = null;
            for (Network network : new TreeSet<>(networks)) {
                if (network.isIpv4() != ipv4 || (last != null && last.contains(network))) {
                    continue;
                }
                maximal.add(network);
                last = network;
            }
        }
        return maximal;
    }

    /** The smallest network that holds both. */
    static Network spanned(Address first, Address last) {
        long high = first.high() ^ last.high();
        int bits =
                high != 0
                        ? Long.numberOfLeadingZeros(high)
                        : 64 + Long.numberOfLeadingZeros(first.low() ^ last.low());
        return new Network(first, bits);
    }
}
