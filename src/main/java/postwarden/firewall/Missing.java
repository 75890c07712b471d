package postwarden.firewall;

import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Iterator;
import postwarden.Ends;
import postwarden.Network;

/** Some of the expected networks: a bit each, since all of a million may be missing. */
final class Missing extends AbstractSet<Network> {
    private final Ends expected;
    private final BitSet places;

    /**
     * @param places this object's from now on
     */
    Missing(Ends expected, BitSet places) {
        this.expected = expected;
        this.places = places;
    }

    @Override
    public int size() {
        return places.cardinality();
    }

    @Override
    public boolean contains(Object key) {
        return key instanceof Network network
                && expected.containsKey(network)
                && places.get(expected.place(network));
    }

    @Override
    public boolean remove(Object key) {
        boolean there = contains(key);
        if (there) {
            places.clear(expected.place((Network) key));
        }
        return there;
    }

    @Override
    public Iterator<Network> iterator() {
        return places.stream().mapToObj(expected::network).iterator();
    }
}
