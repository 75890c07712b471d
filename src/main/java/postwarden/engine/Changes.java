package postwarden.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import postwarden.Ban;
import postwarden.Offender;
import postwarden.Strike;

/** What a turn changes, laid over what is in force: thrown away whole, or taken over whole. */
final class Changes {
    private final Windows windows;
    private final Bans bans;
    private final Map<Windows.Key, Window> changed = new HashMap<>();
    private final Bans added = new Bans();

    Changes(Windows windows, Bans bans) {
        this.windows = windows;
        this.bans = bans;
    }

    Optional<Ban> covering(Strike strike) {
        return bans.covering(strike.offender(), strike.time())
                .or(() -> added.covering(strike.offender(), strike.time()));
    }

    Window window(Offender offender, String jail, Instant from) {
        Windows.Key key = new Windows.Key(offender, jail);
        Window window = changed.get(key);
        return window == null ? windows.find(key, from) : windows.reaching(key, window, from);
    }

    void put(Strike strike, Window window) {
        changed.put(new Windows.Key(strike.offender(), strike.jail()), window);
    }

    void add(Ban ban) {
        added.add(ban);
    }

    Map<Windows.Key, Window> changed() {
        return changed;
    }

    Bans added() {
        return added;
    }
}
