package postwarden;

import static postwarden.NetworkTable.NONE;

import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Networks to keep out, each with the time at which that ends. Unchanging but for {@link #become},
 * else safe for any thread; a {@link NetworkTable} underneath, since there may be a million. Times
 * are kept to the microsecond.
 */
public final class Ends extends AbstractMap<Network, Instant> {
    private final NetworkTable table = new NetworkTable();
    private long[] end = {};

    /** None. */
    public Ends() {}

    /** Without bans that are over. Of two that keep out the same network the later end holds. */
    public static Ends of(Stream<Ban> bans, Instant now) {
        Ends ends = new Ends();
        bans.filter(ban -> !ban.isOver(now))
                .forEach(ban -> ban.networks().forEach(network -> ends.add(network, ban.end())));
        return ends;
    }

    /**
     * Becomes what bans come to that are kept as rows, whatever it was before: with a million of
     * them the memory is used again and again. They are copied at once; the rest is done by whoever
     * asks for the answer, on any thread, once.
     *
     * @param ends when each ban ends, in microseconds since 1970
     * @param translated of which {@link Ban#translated} is said
     */
    public Supplier<Ends> become(
            NetworkTable offenders, long[] ends, boolean[] translated, Instant now) {
        table.become(offenders);
        end = NetworkTable.copied(ends, table.size(), end);
        BitSet flags = new BitSet();
        IntStream.range(0, table.size()).filter(row -> translated[row]).forEach(flags::set);
        return () -> settled(flags, Micros.of(now));
    }

    public static Ends copyOf(Map<Network, Instant> map) {
        if (map instanceof Ends ends) {
            return ends;
        }
        Ends ends = new Ends();
        map.forEach(ends::add);
        return ends;
    }

    /** The number of a network, below {@link #size}; -1 if it is not here. */
    public int place(Network network) {
        return table.first(network);
    }

    public Network network(int place) {
        return table.network(place);
    }

    public Instant end(int place) {
        return Micros.instant(end[place]);
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof Network network && place(network) != NONE;
    }

    @Override
    public Instant get(Object key) {
        int place = key instanceof Network network ? place(network) : NONE;
        return place == NONE ? null : end(place);
    }

    @Override
    public Set<Entry<Network, Instant>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return table.size();
            }

            @Override
            public Iterator<Entry<Network, Instant>> iterator() {
                return IntStream.range(0, table.size())
                        .mapToObj(place -> Map.entry(network(place), end(place)))
                        .iterator();
            }
        };
    }

    private void add(Network network, Instant until) {
        long micros = Micros.of(until);
        int place = table.first(network);
        if (place != NONE) {
            end[place] = Math.max(end[place], micros);
            return;
        }
        append(network, micros);
    }

    private Ends settled(BitSet translated, long now) {
        for (int row : translated.stream().toArray()) {
            if (now < end[row] && network(row).isIpv4()) {
                append(network(row).translated(), end[row]);
            }
        }
        for (int row = table.size() - 1; row >= 0; row--) {
            int twin = table.twin(row);
            if (twin != NONE) {
                end[twin] = Math.max(end[twin], end[row]);
            }
            if (twin != NONE || end[row] <= now) {
                end[row] = end[table.remove(row)];
            }
        }
        return this;
    }

    private void append(Network network, long micros) {
        int added = table.add(network);
        if (end.length < table.room()) {
            end = Arrays.copyOf(end, table.room());
        }
        end[added] = micros;
    }
}
