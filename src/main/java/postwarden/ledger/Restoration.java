package postwarden.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import postwarden.LedgerException;
import postwarden.Refusal;

/**
 * The ledger's own good copy took the place of the damaged ledger.
 *
 * @param reached how far the journal was read then; it is read again from there
 * @param aside where the damaged file is kept
 */
public record Restoration(Path aside, Optional<Instant> reached) {
    /**
     * Nobody has the ledger open. A crash on the way leaves no ledger or a whole one: without one
     * this is done again at the next start.
     */
    public static Restoration of(Path ledger) {
        try (Instance claimed = Instance.claim(ledger)) {
            Beside beside = new Beside(ledger);
            if (!beside.hasCopy()) {
                throw refusal(ledger, "there is no good copy of it");
            }
            if (!Check.isWhole(beside.copy())) {
                throw refusal(ledger, "so is its copy " + beside.copy());
            }
            return replace(beside, claimed);
        } catch (IOException broken) {
            throw new LedgerException(
                    "cannot put the copy of " + ledger + " in its place: " + broken, broken);
        }
    }

    private static Restoration replace(Beside beside, Instance claimed) throws IOException {
        Path successor = beside.successor();
        try {
            Files.copy(
                    beside.copy(),
                    successor,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel channel = FileChannel.open(successor, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException broken) {
            Image.delete(successor);
            throw broken;
        }
        moveAway(beside.ledger(), beside.damaged());
        moveAway(beside.wal(), beside.damagedWal());
        Files.deleteIfExists(beside.shm());
        Files.move(successor, beside.ledger(), StandardCopyOption.ATOMIC_MOVE);
        OwnCopy.sync(claimed.directory());
        try (History history = History.open(beside.ledger())) {
            return new Restoration(beside.damaged(), history.reached());
        }
    }

    /** What was kept before stays if there is nothing newer. */
    private static void moveAway(Path file, Path aside) throws IOException {
        if (Files.exists(file)) {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Refusal refusal(Path ledger, String why) {
        return new Refusal(
                Refusal.Kind.BAD_CONFIGURATION,
                ledger
                        + ": is damaged, and "
                        + why
                        + "; put a backup in its place, or move it away to begin anew without its"
                        + " strikes and bans");
    }
}
