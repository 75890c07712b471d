package postwarden.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import postwarden.LedgerException;

/**
 * The ledger's own good copy, beside it: whole, checked, some hours old. What the journal tells is
 * read again from there; what was done by hand since is in no journal, so it is done to the copy,
 * too. All of that on one thread of its own, in order: nobody waits for it.
 */
final class OwnCopy implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Path ledger;
    private final Beside beside;
    private final Queue<Deed> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("ledger-copy").daemon().factory());

    private volatile boolean stale;

    OwnCopy(Path ledger) {
        this.ledger = ledger;
        this.beside = new Beside(ledger);
    }

    /** Takes seconds for half a gigabyte. For any thread. */
    CompletableFuture<Void> makeSoon() {
        return CompletableFuture.runAsync(this::make, thread);
    }

    /** The deed has been done to the ledger. For any thread. */
    void repeatSoon(Deed deed) {
        waiting.add(deed);
        thread.execute(this::repeatWaiting);
    }

    /** It lacks a deed. For any thread. */
    boolean isStale() {
        return stale;
    }

    /** What was asked for is done; a copy that takes too long is given up. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void make() {
        Path fresh = beside.unchecked();
        Image.delete(fresh);
        if (!Image.hasRoom(ledger)) {
            Check.of(ledger).requireGood();
            throw new LedgerException("the disk has too little room for a copy", null);
        }
        try {
            Sqlite.create(fresh);
            Image.checked(ledger, fresh);
            finishInterrupted();
            Files.move(
                    fresh,
                    beside.copy(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            sync(beside.copy().toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException there) {
            throw new LedgerException("cannot make " + fresh + ": it is there", there);
        } catch (IOException broken) {
            throw new LedgerException("cannot write " + beside.copy() + ": " + broken, broken);
        }
        stale = false;
    }

    /** Else what a crash left beside the old copy would be taken for the new one's. */
    private void finishInterrupted() {
        if (beside.hasCopy() && !Check.isWhole(beside.copy())) {
            Image.delete(beside.copy());
        }
    }

    /** A copy that does not take them is made anew. */
    private void repeatWaiting() {
        if (waiting.isEmpty() || !beside.hasCopy()) {
            waiting.clear(); // they are in the first copy, which is yet to be made
            return;
        }
        try {
            Sqlite.attempt("write", beside.copy(), this::repeat);
        } catch (RuntimeException broken) {
            stale = true;
        }
    }

    private boolean repeat() throws SQLException {
        try (Session session = new Session(beside.copy(), Sqlite.openAlone(beside.copy()))) {
            Writes writes = new Writes(session);
            return session.transaction(
                    () -> {
                        for (Deed deed = waiting.poll(); deed != null; deed = waiting.poll()) {
                            if (!deed.isIn(session)) {
                                deed.to(writes);
                            }
                        }
                        return true;
                    });
        }
    }
}
