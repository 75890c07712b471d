package postwarden.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Ban;
import postwarden.Network;
import postwarden.Offender;

/**
 * The bans in memory, by offender and by the networks that hold it. A ban that is over stays until
 * {@link #forget}: a backlog is judged by the bans of its own time.
 */
final class Bans {
    private final Map<Offender, List<Ban>> bans = new HashMap<>();

    /** Most bans have one of a few causes: equal ones are kept once. */
    private final Map<Ban.Cause, Ban.Cause> causes = new HashMap<>();

    /** The prefix lengths (of 128) that occur among the offenders: few, so each is looked up. */
    private final Set<Integer> sizes = new HashSet<>();

    /** The ban that holds all of the offender at that time. */
    Optional<Ban> covering(Offender offender, Instant time) {
        Network network = offender.network();
        for (int bits : sizes) {
            if (bits > network.bits()) {
                continue;
            }
            Network holder = new Network(network.first(), bits);
            for (Ban ban : bans.getOrDefault(new Offender(holder), List.of())) {
                if (ban.covers(time) && holder.contains(network)) {
                    return Optional.of(ban);
                }
            }
        }
        return Optional.empty();
    }

    /** One that is here already changes nothing. */
    void add(Ban ban) {
        if (of(ban.offender()).contains(ban)) {
            return;
        }
        sizes.add(ban.offender().network().bits());
        bans.merge(ban.offender(), List.of(sharing(ban)), Bans::join);
    }

    /** Those of one offender, which then has none. */
    List<Ban> remove(Offender offender) {
        List<Ban> removed = bans.remove(offender);
        return removed == null ? List.of() : removed;
    }

    void forget(Instant endedBefore) {
        bans.values().removeIf(list -> list.stream().allMatch(ban -> ban.isOver(endedBefore)));
    }

    List<Ban> of(Offender offender) {
        return bans.getOrDefault(offender, List.of());
    }

    Collection<List<Ban>> all() {
        return bans.values();
    }

    private Ban sharing(Ban ban) {
        if (!(ban.cause() instanceof Ban.Cause.Strikes)) {
            return ban;
        }
        Ban.Cause cause = causes.computeIfAbsent(ban.cause(), each -> each);
        return new Ban(ban.offender(), ban.start(), ban.end(), cause, ban.translated());
    }

    private static List<Ban> join(List<Ban> known, List<Ban> added) {
        List<Ban> all = new ArrayList<>(known);
        all.addAll(added);
        return List.copyOf(all);
    }
}
