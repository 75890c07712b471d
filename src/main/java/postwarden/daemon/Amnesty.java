package postwarden.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Ban;
import postwarden.Friends;
import postwarden.Friends.Friend;
import postwarden.Ledger;
import postwarden.Network;
import postwarden.Offender;
import postwarden.engine.Warden;

/**
 * Lifts the bans that overlap a friend, but for those that were forced: a few at a time, since each
 * is written to the disk. The kernel lets the friend through meanwhile. The watch's thread only.
 */
final class Amnesty {
    private static final int SLICE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Amnesty.class);

    private final Warden warden;
    private final Ledger ledger;
    private final Enforcement enforcement;
    private final Map<Offender, Friend> waiting = new LinkedHashMap<>();

    Amnesty(Warden warden, Ledger ledger, Enforcement enforcement) {
        this.warden = warden;
        this.ledger = ledger;
        this.enforcement = enforcement;
    }

    /**
     * Whom new friends free.
     *
     * @param added those of {@code friends} that are new
     */
    void find(Friends friends, Set<Network> added, Instant now) {
        for (Network network : added) {
            warden.overlapping(network, now)
                    .map(Ban::offender)
                    .forEach(offender -> free(offender, friends, now));
        }
    }

    /** One slice of them. What cannot be written is tried again with the next. */
    void step(Instant now) {
        Map<Offender, Friend> slice = new LinkedHashMap<>();
        waiting.entrySet().stream()
                .limit(SLICE)
                .forEach(each -> slice.put(each.getKey(), each.getValue()));
        if (slice.isEmpty()) {
            return;
        }
        ledger.lift(slice, now);
        List<Ban> lifted = new ArrayList<>();
        slice.keySet().forEach(offender -> lifted.addAll(warden.unban(offender, now)));
        enforcement.unban(lifted, now);
        slice.forEach(Amnesty::log);
        waiting.keySet().removeAll(slice.keySet());
    }

    private void free(Offender offender, Friends friends, Instant now) {
        boolean forced =
                warden.overlapping(offender.network(), now)
                        .filter(ban -> ban.offender().equals(offender))
                        .anyMatch(Amnesty::isForced);
        if (!forced) {
            friends.overlapping(offender.network())
                    .ifPresent(friend -> waiting.put(offender, friend));
        }
    }

    private static boolean isForced(Ban ban) {
        return ban.cause() instanceof Ban.Cause.ByHand byHand && byHand.forced();
    }

    private static void log(Offender offender, Friend friend) {
        LOG.atWarn()
                .setMessage("ban lifted for a friend: " + offender + ": " + friend)
                .addKeyValue("offender", offender)
                .log();
    }
}
