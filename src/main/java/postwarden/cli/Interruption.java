package postwarden.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while something long is done: the JVM ends only when what was found has been printed, and
 * this is closed. Its exit code is then the signal's: 130.
 */
final class Interruption implements AutoCloseable {
    static final int EXIT_CODE = 130;

    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch printed = new CountDownLatch(1);
    private final Thread onSignal = new Thread(this::hold, "signal");
    private volatile boolean asked;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    boolean isAsked() {
        return asked;
    }

    @Override
    public void close() {
        printed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException ending) {
            return;
        }
    }

    private void hold() {
        asked = true;
        try {
            boolean inTime = printed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("postwarden: what was found could not be printed in time");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
