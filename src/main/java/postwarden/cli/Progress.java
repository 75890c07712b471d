package postwarden.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that is written over; nothing where stderr is no terminal. */
final class Progress {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final PrintStream out;
    private final boolean shown;
    private final long startNanos = System.nanoTime();
    private long lastNanos = startNanos;
    private boolean written;

    private Progress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    static Progress onTerminal() {
        return new Progress(System.err, Terminal.isStderr());
    }

    void at(long entries, Instant time) {
        long now = System.nanoTime();
        if (!shown || now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        written = true;
        double seconds = (now - startNanos) / 1e9;
        out.printf("\r%,15d entries, %,9.0f/s, at %s ", entries, entries / seconds, time);
    }

    void end() {
        if (written) {
            out.print("\r" + " ".repeat(78) + "\r");
            out.flush();
        }
    }
}
