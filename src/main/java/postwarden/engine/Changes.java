package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import postwarden.Ban;
import postwarden.Offender;
import postwarden.Policy;
import postwarden.WindowKey;

/** What a turn changes, laid over what is in force: thrown away whole, or taken over whole. */
final class Changes {
    private record Changed(Window window, Duration findTime) {}

    private final Windows windows;
    private final Bans bans;
    private final Map<WindowKey, Changed> changed = new HashMap<>();
    private final Bans added = new Bans();

    Changes(Windows windows, Bans bans) {
        this.windows = windows;
        this.bans = bans;
    }

    Optional<Ban> covering(Offender offender, Instant time) {
        return bans.covering(offender, time).or(() -> added.covering(offender, time));
    }

    Window window(WindowKey key, Instant from) {
        Changed window = changed.get(key);
        return window == null
                ? windows.find(key, from)
                : windows.reaching(key, window.window, from);
    }

    void put(WindowKey key, Window window, Policy policy) {
        changed.put(key, new Changed(window, policy.findTime()));
    }

    void add(Ban ban) {
        added.add(ban);
    }

    Bans added() {
        return added;
    }

    void accept() {
        changed.forEach((key, each) -> windows.put(key, each.window, each.findTime));
        added.all().forEach(bans::add);
    }
}
