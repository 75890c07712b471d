package postwarden.firewall;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import postwarden.FirewallException;

/**
 * One comparison at a time, on a thread of its own. The comparer's socket is opened with it, and so
 * is in the network namespace of the thread that does that; the thread inherits it.
 */
final class BackgroundComparison implements AutoCloseable {
    private final Comparer comparer;
    private Optional<FutureTask<Comparison.Outcome>> running = Optional.empty();
    private Thread thread = Thread.currentThread();

    BackgroundComparison(Comparer comparer) {
        this.comparer = comparer;
    }

    boolean isRunning() {
        return running.isPresent();
    }

    /**
     * @param question asked once, on that thread
     */
    void start(Supplier<Question> question) {
        FutureTask<Comparison.Outcome> task =
                new FutureTask<>(() -> comparer.compare(question.get()));
        running = Optional.of(task);
        thread = Thread.ofPlatform().name("firewall-comparison").daemon().start(task);
    }

    /** Once, when it is there. */
    Optional<Comparison.Outcome> outcome() {
        if (running.isEmpty() || !running.get().isDone()) {
            return Optional.empty();
        }
        FutureTask<Comparison.Outcome> task = running.get();
        running = Optional.empty();
        try {
            return Optional.of(task.get());
        } catch (ExecutionException e) {
            throw new FirewallException("compare: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while comparing", e);
        }
    }

    /** Waits for what runs: a socket closed under its reader could be another's by then. */
    @Override
    public void close() {
        comparer.stop();
        boolean interrupted = Thread.interrupted();
        while (isRunning() && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        comparer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
