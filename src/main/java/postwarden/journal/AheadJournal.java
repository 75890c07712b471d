package postwarden.journal;

import java.util.ArrayDeque;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import postwarden.Batch;
import postwarden.Journal;

/** Another journal, read by a thread of its own while what it gave before is judged. */
final class AheadJournal implements Journal {
    private static final int BATCHES = 4;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("journal").daemon().factory());
    private final Queue<CompletableFuture<Ahead>> ahead = new ArrayDeque<>();
    private final Journal journal;
    private OptionalDouble done = OptionalDouble.empty();

    private record Ahead(Batch batch, OptionalDouble done) {}

    /**
     * @param opening called by that thread
     */
    AheadJournal(Supplier<Journal> opening) {
        try {
            journal = await(CompletableFuture.supplyAsync(opening, thread));
        } catch (RuntimeException refused) {
            thread.shutdown();
            throw refused;
        }
    }

    @Override
    public Batch read(int most) {
        while (ahead.size() < BATCHES) {
            ahead.add(
                    CompletableFuture.supplyAsync(
                            () -> new Ahead(journal.read(most), journal.done()), thread));
        }
        Ahead next = await(ahead.remove());
        done = next.done();
        return next.batch();
    }

    @Override
    public OptionalDouble done() {
        return done;
    }

    @Override
    public void close() {
        ahead.forEach(each -> each.cancel(false));
        thread.execute(journal::close);
        thread.close();
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw failed;
        }
    }
}
