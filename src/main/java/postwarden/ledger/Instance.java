package postwarden.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import postwarden.Refusal;

/** The claim to be a ledger's only writer: a lock on a file beside it, gone with the process. */
final class Instance implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private Instance(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static Instance claim(Path ledger) {
        Path file = new Beside(ledger).lock();
        Sqlite.requireDirectory(ledger);
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel).isEmpty()) {
                channel.close();
                throw new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        ledger + ": another Postwarden is running with this ledger");
            }
            return new Instance(file.toAbsolutePath().getParent(), channel);
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    file + ": cannot be written; may this user write there?");
        }
    }

    /** Of the ledger. */
    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) {
            return Optional.empty();
        }
    }
}
