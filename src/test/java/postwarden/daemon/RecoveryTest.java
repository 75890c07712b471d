package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.LedgerException;
import postwarden.ledger.SqliteLedger;

/** When the guard begins again, and when it ends. */
class RecoveryTest {
    @TempDir private Path directory;
    private final Recovery recovery = new Recovery();
    private Path file;
    private int runs;

    @BeforeEach
    void copy() {
        file = directory.resolve("ledger.db");
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            ledger.copySoon().join();
        }
    }

    @Test
    void damageIsMendedAndTheGuardBeginsAgain() throws InterruptedException {
        recovery.run(
                file,
                () -> {
                    runs++;
                    if (runs == 1) {
                        throw LedgerException.damage("it is damaged");
                    }
                });
        assertEquals(2, runs);
        assertTrue(Files.exists(directory.resolve("ledger.db.damaged")));
        assertTrue(recovery.warning().orElseThrow().startsWith("it is damaged; its own copy"));
    }

    @Test
    void damageThatComesAgainAtOnceEndsIt() {
        LedgerException damage = LedgerException.damage("it is damaged");
        LedgerException thrown = assertThrows(LedgerException.class, () -> fail(damage));
        assertSame(damage, thrown);
        assertEquals(2, runs);
    }

    @Test
    void whatIsNoDamageEndsItAtOnceAndLeavesTheLedgerAlone() {
        LedgerException full = new LedgerException("the disk is full", null);
        assertSame(full, assertThrows(LedgerException.class, () -> fail(full)));
        assertEquals(1, runs);
        assertEquals(Optional.empty(), recovery.warning());
    }

    private void fail(LedgerException broken) throws InterruptedException {
        recovery.run(
                file,
                () -> {
                    runs++;
                    throw broken;
                });
    }
}
