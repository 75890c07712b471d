package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Offender;
import postwarden.Past;
import postwarden.WindowKey;
import postwarden.engine.Window.Mark;

/**
 * The windows in memory: a bounded cache of what the ledger knows. One that is not here, or does
 * not reach back far enough, is read again by index, so a strike within findTime is never
 * forgotten. Without a past nothing is ever let go.
 */
final class Windows {
    private final Optional<Past> past;
    private final int most;
    private final LinkedHashMap<WindowKey, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

    Windows(Optional<Past> past, int most) {
        this.past = past;
        this.most = most;
    }

    /** Complete from {@code from} on. */
    Window find(WindowKey key, Instant from) {
        Window known = windows.get(key);
        if (known == null) {
            known = past.isEmpty() ? Window.complete() : new Window(Instant.MAX, List.of());
        }
        return reaching(key, known, from);
    }

    /** {@code window}, which may hold more than the ledger, with what the ledger has before it. */
    Window reaching(WindowKey key, Window window, Instant from) {
        if (past.isEmpty() || !from.isBefore(window.from())) {
            return window;
        }
        Instant to = window.from().equals(Instant.MAX) ? Instant.MAX : window.from().minusNanos(1);
        List<Mark> older = past.get().window(key, from, to).stream().map(Mark::of).toList();
        return window.reachingBackTo(from, older);
    }

    void put(WindowKey key, Window window, Duration findTime) {
        if (past.isEmpty()) {
            windows.put(key, window);
            return;
        }
        if (window.marks().isEmpty()) { // a ban has emptied it: the ledger says so too
            windows.remove(key);
            return;
        }
        windows.put(key, window.trimmed(findTime));
        if (windows.size() > most) {
            windows.pollFirstEntry();
        }
    }

    /** Its own, and its strikes in windows of accounts. */
    void forget(Offender offender) {
        for (Map.Entry<WindowKey, Window> each : windows.entrySet()) {
            each.setValue(each.getValue().without(mark -> mark.offender().equals(offender)));
        }
        windows.values().removeIf(window -> window.marks().isEmpty());
    }

    int size() {
        return windows.size();
    }
}
