package postwarden.engine;

import static postwarden.NetworkTable.NONE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import postwarden.Ban;
import postwarden.Ends;
import postwarden.Micros;
import postwarden.Network;
import postwarden.NetworkTable;
import postwarden.Offender;

/**
 * The bans in memory, by offender and by the networks that hold it, in no order. A ban that is over
 * stays until {@link #forget}: a backlog is judged by the bans of its own time.
 *
 * <p>A {@link NetworkTable} with more columns, some 50 bytes a ban: as objects, bans would be most
 * of what the daemon keeps.
 */
final class Bans {
    /** Reasons of bans by hand are people's text: so many more than bans may be kept unused. */
    private static final int SPARE_CAUSES = 1000;

    private final NetworkTable offenders = new NetworkTable();
    private long[] start = {};
    private long[] end = {};
    private boolean[] translated = {};
    private int[] cause = {};

    /** Most bans have one of a few causes: equal ones are kept once. */
    private final List<Ban.Cause> causes = new ArrayList<>();

    private final Map<Ban.Cause, Integer> places = new HashMap<>();

    /** The prefix lengths (of 128) that ever occurred: few, so each is looked up. */
    private final BitSet lengths = new BitSet();

    /** The ban that holds all of the offender at that time. */
    Optional<Ban> covering(Offender offender, Instant time) {
        Network network = offender.network();
        long at = Micros.of(time);
        int length = lengths.nextSetBit(0);
        while (length >= 0 && length <= network.bits()) {
            Network holder = new Network(network.first(), length);
            int row = offenders.first(holder);
            for (; row != NONE; row = offenders.next(row, holder)) {
                if (start[row] <= at && at < end[row] && holder.contains(network)) {
                    return Optional.of(ban(row));
                }
            }
            length = lengths.nextSetBit(length + 1);
        }
        return Optional.empty();
    }

    /** Those not over that share an address with the network: around it, or within. */
    Stream<Ban> overlapping(Network network, Instant now) {
        long at = Micros.of(now);
        IntStream.Builder rows = IntStream.builder();
        int length = lengths.nextSetBit(0);
        while (length >= 0 && length <= network.bits()) {
            Network holder = new Network(network.first(), length);
            int row = offenders.first(holder);
            for (; row != NONE; row = offenders.next(row, holder)) {
                if (at < end[row] && holder.contains(network)) {
                    rows.add(row);
                }
            }
            length = lengths.nextSetBit(length + 1);
        }
        if (lengths.nextSetBit(network.bits() + 1) >= 0) {
            for (int row = 0; row < offenders.size(); row++) {
                Network offender = offenders.network(row);
                if (at < end[row]
                        && offender.bits() > network.bits()
                        && network.contains(offender)) {
                    rows.add(row);
                }
            }
        }
        return rows.build().mapToObj(this::ban);
    }

    /** One that is here already changes nothing. */
    void add(Ban ban) {
        Network network = ban.offender().network();
        int known = offenders.first(network);
        for (; known != NONE; known = offenders.next(known, network)) {
            if (isAt(known, ban)) {
                return;
            }
        }
        int row = offenders.add(network);
        makeRoom(offenders.room());
        start[row] = Micros.of(ban.start());
        end[row] = Micros.of(ban.end());
        translated[row] = ban.translated();
        cause[row] = place(ban.cause());
        lengths.set(network.bits());
    }

    /** Those of one offender, which then has none. */
    List<Ban> remove(Offender offender) {
        List<Ban> removed = of(offender);
        for (int i = 0; i < removed.size(); i++) {
            remove(offenders.first(offender.network()));
        }
        return removed;
    }

    void forget(Instant endedBefore) {
        long by = Micros.of(endedBefore);
        for (int row = offenders.size() - 1; row >= 0; row--) {
            if (end[row] <= by) {
                remove(row);
            }
        }
        if (causes.size() > offenders.size() + SPARE_CAUSES) {
            forgetCauses();
        }
    }

    List<Ban> of(Offender offender) {
        List<Ban> bans = new ArrayList<>();
        Network network = offender.network();
        int row = offenders.first(network);
        for (; row != NONE; row = offenders.next(row, network)) {
            bans.add(ban(row));
        }
        return bans;
    }

    Stream<Ban> all() {
        return IntStream.range(0, offenders.size()).mapToObj(this::ban);
    }

    /** All that are not over. */
    Stream<Ban> lasting(Instant now) {
        return rowsLasting(now).mapToObj(this::ban);
    }

    /**
     * Until when bans keep out that very network, whatever holds it or it holds; empty: they do
     * not.
     */
    Optional<Instant> end(Network network, Instant now) {
        long latest = Math.max(latest(network, false), latest(network.untranslated(), true));
        return latest > Micros.of(now) ? Optional.of(Micros.instant(latest)) : Optional.empty();
    }

    /** What is to be kept out; see {@link Ends#become}. */
    Supplier<Ends> ends(Instant now, Ends into) {
        return into.become(offenders, end, translated, now);
    }

    int countLasting(Instant now) {
        return (int) rowsLasting(now).count();
    }

    /** How many causes are kept. */
    int causes() {
        return causes.size();
    }

    private long latest(Network network, boolean onlyTranslated) {
        long latest = Long.MIN_VALUE;
        int row = offenders.first(network);
        for (; row != NONE; row = offenders.next(row, network)) {
            if (translated[row] || !onlyTranslated) {
                latest = Math.max(latest, end[row]);
            }
        }
        return latest;
    }

    private IntStream rowsLasting(Instant now) {
        long at = Micros.of(now);
        return IntStream.range(0, offenders.size()).filter(row -> at < end[row]);
    }

    private Ban ban(int row) {
        return new Ban(
                new Offender(offenders.network(row)),
                Micros.instant(start[row]),
                Micros.instant(end[row]),
                causes.get(cause[row]),
                translated[row]);
    }

    private boolean isAt(int row, Ban ban) {
        return start[row] == Micros.of(ban.start())
                && end[row] == Micros.of(ban.end())
                && translated[row] == ban.translated()
                && causes.get(cause[row]).equals(ban.cause());
    }

    private void remove(int row) {
        int last = offenders.remove(row);
        start[row] = start[last];
        end[row] = end[last];
        translated[row] = translated[last];
        cause[row] = cause[last];
    }

    private void makeRoom(int room) {
        if (start.length < room) {
            start = Arrays.copyOf(start, room);
            end = Arrays.copyOf(end, room);
            translated = Arrays.copyOf(translated, room);
            cause = Arrays.copyOf(cause, room);
        }
    }

    private int place(Ban.Cause of) {
        return places.computeIfAbsent(
                of,
                added -> {
                    causes.add(added);
                    return causes.size() - 1;
                });
    }

    private void forgetCauses() {
        List<Ban.Cause> known = List.copyOf(causes);
        causes.clear();
        places.clear();
        for (int row = 0; row < offenders.size(); row++) {
            cause[row] = place(known.get(cause[row]));
        }
    }
}
