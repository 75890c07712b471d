package postwarden.daemon;

import com.sun.jna.Native;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells systemd how the daemon does, by sd_notify(3). Without {@code $NOTIFY_SOCKET} nobody asks,
 * and nothing is said. Any thread, but for {@link #alive}.
 */
final class Supervisor {
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final boolean asked = System.getenv("NOTIFY_SOCKET") != null;
    private long aliveNanos = System.nanoTime() - ALIVE_NANOS;
    private long statusNanos = System.nanoTime() - STATUS_NANOS;

    /** The bans are in the kernel, or a reload has ended. */
    void ready(String status) {
        say("READY=1\nSTATUS=" + status);
    }

    /** Ends with {@link #ready}. */
    void reloading() {
        // systemd 253 and later wants the time, too; older ones pass over it.
        say("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    void stopping() {
        say("STOPPING=1\nSTATUS=stopping");
    }

    /**
     * Feeds the watchdog; to be called at least every few seconds, by one thread.
     *
     * @param status asked for only now and then
     */
    void alive(long nanoTime, Supplier<String> status) {
        if (!asked || nanoTime - aliveNanos < ALIVE_NANOS) {
            return;
        }
        aliveNanos = nanoTime;
        say("WATCHDOG=1");
        if (nanoTime - statusNanos >= STATUS_NANOS) {
            statusNanos = nanoTime;
            say("STATUS=" + status.get().replace('\n', ' '));
        }
    }

    private void say(String message) {
        if (asked) {
            LibDaemon.sd_notify(0, message);
        }
    }

    /** Not loaded unless it is needed. */
    private static final class LibDaemon {
        static {
            Native.register(LibDaemon.class, "libsystemd.so.0");
        }

        private LibDaemon() {}

        static native int sd_notify(int unsetEnvironment, String state);
    }
}
