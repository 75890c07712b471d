package postwarden.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import postwarden.TimeSpan;
import postwarden.daemon.Reports;

/** One line on the terminal that is written over; nothing where stderr is no terminal. */
final class Progress {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BAR = 20;
    private static final int WIDTH = 100;

    /** Before that, what is left is a guess. */
    private static final double LEAST_DONE = 0.01;

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

    /** For what prints lines of its own meanwhile. */
    static Progress none() {
        return new Progress(System.err, false);
    }

    /**
     * @param reached the time of the last entry read
     * @param done how much of all has been read, from 0 to 1
     */
    void at(long entries, Optional<Instant> reached, OptionalDouble done) {
        long now = System.nanoTime();
        if (!shown || now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        written = true;
        out.print("\r" + line(entries, reached, done, (now - startNanos) / 1e9));
        out.flush();
    }

    void end() {
        if (written) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }

    static String line(
            long entries, Optional<Instant> reached, OptionalDouble done, double seconds) {
        StringBuilder line = new StringBuilder();
        if (done.isPresent()) {
            int full = (int) (done.getAsDouble() * BAR);
            line.append('[')
                    .append("#".repeat(full))
                    .append(" ".repeat(BAR - full))
                    .append(String.format("] %3d %%  ", (int) (done.getAsDouble() * 100)));
        }
        line.append(String.format("%,d entries, %,.0f/s", entries, entries / seconds));
        if (done.isPresent() && done.getAsDouble() >= LEAST_DONE) {
            double left = seconds / done.getAsDouble() - seconds;
            line.append(", ")
                    .append(TimeSpan.format(Duration.ofSeconds(Math.round(left))))
                    .append(" left");
        }
        reached.ifPresent(time -> line.append(", at ").append(Reports.time(time)));
        return String.format("%-" + WIDTH + "." + WIDTH + "s", line);
    }
}
