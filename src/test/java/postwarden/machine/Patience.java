package postwarden.machine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, never for a time to pass. */
final class Patience {
    private static final Duration PACE = Duration.ofMillis(20);

    private Patience() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Whether it came to hold. */
    static boolean until(Duration most, Condition condition) throws Exception {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
        return true;
    }
}
