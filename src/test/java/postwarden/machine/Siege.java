package postwarden.machine;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody banned who keeps trying the door. */
final class Siege implements AutoCloseable {
    private static final int PATIENCE_MILLISECONDS = 200;

    private final String address;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger successes = new AtomicInteger();
    private final Thread thread;

    Siege(String address) {
        this.address = address;
        this.thread = Thread.ofVirtual().start(this::go);
    }

    private void go() {
        try {
            do {
                attempts.incrementAndGet();
                try (Client client =
                        Client.connect(address, Client.SUBMISSION, PATIENCE_MILLISECONDS)) {
                    successes.incrementAndGet();
                    client.leavePolitely();
                } catch (IOException shut) {
                    // As it should be.
                }
            } while (!end.await(50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int attempts() {
        return attempts.get();
    }

    int successes() {
        return successes.get();
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
