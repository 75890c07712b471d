package postwarden.firewall;

import java.time.Duration;
import java.time.Instant;
import postwarden.Address;
import postwarden.Network;

/**
 * One element of a set: an address in a hash set, a range in an interval set.
 *
 * @param seconds how long the kernel keeps it; 0: for ever
 */
record Element(KernelSet set, Address first, Address last, long seconds) {
    static Element of(KernelSet set, Network network, long seconds) {
        Address last = set.isInterval() ? network.last() : network.first();
        return new Element(set, network.first(), last, seconds);
    }

    /** Rounded up, so that no ban is over before its end. */
    static long secondsUntil(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        return Math.max(1, left.getSeconds() + (left.getNano() > 0 ? 1 : 0));
    }

    @Override
    public String toString() {
        String range = first.equals(last) ? "" : "-" + set.format(last);
        return set.format(first) + range + " in " + set.text();
    }
}
