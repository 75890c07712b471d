package postwarden.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import postwarden.Forgiveness;
import postwarden.Offender;
import postwarden.Past;

/**
 * Up to when strikes are forgiven: a bounded cache of what the ledger knows, and over it what the
 * turn at hand adds. Without a past nothing is ever let go.
 */
final class Forgiven {
    private record Key(Offender offender, String jail) {}

    private final Optional<Past> past;
    private final int most;
    private final LinkedHashMap<Key, Instant> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Forgiveness> added = new HashMap<>();

    /** Where nobody was ever forgiven, nothing is looked up. */
    private boolean any;

    Forgiven(Optional<Past> past, int most) {
        this.past = past;
        this.most = most;
        this.any = past.map(Past::hasForgiven).orElse(false);
    }

    /** {@link Instant#MIN} if nothing is. */
    Instant until(Offender offender, String jail) {
        if (!any && added.isEmpty()) {
            return Instant.MIN;
        }
        Forgiveness newest = added.get(new Key(offender, jail));
        return newest != null ? newest.time() : any ? known(offender, jail) : Instant.MIN;
    }

    void add(Forgiveness forgiveness) {
        Offender offender = forgiveness.offender();
        if (forgiveness.time().isAfter(until(offender, forgiveness.jail()))) {
            added.put(new Key(offender, forgiveness.jail()), forgiveness);
        }
    }

    Map<?, Forgiveness> added() {
        return added;
    }

    void accept() {
        any |= !added.isEmpty();
        added.forEach((key, forgiveness) -> keep(key, forgiveness.time()));
        added.clear();
    }

    void discard() {
        added.clear();
    }

    private Instant known(Offender offender, String jail) {
        Key key = new Key(offender, jail);
        Instant time = known.get(key);
        if (time != null || past.isEmpty()) {
            return time == null ? Instant.MIN : time;
        }
        Instant found = past.get().forgiven(offender, jail).orElse(Instant.MIN);
        keep(key, found);
        return found;
    }

    private void keep(Key key, Instant time) {
        known.put(key, time);
        if (past.isPresent() && known.size() > most) {
            known.pollFirstEntry();
        }
    }
}
