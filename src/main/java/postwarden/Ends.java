package postwarden;

import static postwarden.NetworkTable.NONE;

import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Networks to keep out, each with the time at which that ends. Unchanging, safe for any thread; a
 * {@link NetworkTable} underneath, since there may be a million. Times are kept to the microsecond.
 */
public final class Ends extends AbstractMap<Network, Instant> {
    private final NetworkTable table;
    private long[] end;

    private Ends() {
        this(new NetworkTable(), new long[0]);
    }

    private Ends(NetworkTable table, long[] end) {
        this.table = table;
        this.end = end;
    }

    /** Without bans that are over. Of two that keep out the same network the later end holds. */
    public static Ends of(Stream<Ban> bans, Instant now) {
        Ends ends = new Ends();
        bans.filter(ban -> !ban.isOver(now))
                .forEach(ban -> ban.networks().forEach(network -> ends.add(network, ban.end())));
        return ends;
    }

    /**
     * The same, of bans that are kept as rows: with a million nothing is copied once more.
     *
     * @param offenders this object's from now on, with what belongs to its rows: when each ban
     *     ends, in microseconds since 1970, and which {@link Ban#translated} is said of
     */
    public static Ends of(NetworkTable offenders, long[] end, boolean[] translated, Instant now) {
        Ends ends = new Ends(offenders, end);
        long at = Micros.of(now);
        int bans = offenders.size();
        for (int row = 0; row < bans; row++) {
            if (translated[row] && at < ends.end[row] && offenders.network(row).isIpv4()) {
                ends.append(offenders.network(row).translated(), ends.end[row]);
            }
        }
        for (int row = offenders.size() - 1; row >= 0; row--) {
            int twin = offenders.twin(row);
            if (twin != NONE) {
                ends.end[twin] = Math.max(ends.end[twin], ends.end[row]);
            }
            if (twin != NONE || ends.end[row] <= at) {
                ends.end[row] = ends.end[offenders.remove(row)];
            }
        }
        return ends;
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

    private void append(Network network, long micros) {
        int added = table.add(network);
        if (end.length < table.room()) {
            end = Arrays.copyOf(end, table.room());
        }
        end[added] = micros;
    }
}
