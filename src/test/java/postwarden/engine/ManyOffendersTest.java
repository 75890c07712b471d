package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.OffenderSize;
import postwarden.Past;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.Verdict;
import postwarden.friends.FriendList;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.Entries;
import postwarden.testing.Faults;
import postwarden.testing.TestingRuleBook;

/**
 * More offenders, accounts and kinds than memory has room for: each verdict is that of a warden
 * that forgets nothing, since what left memory is found again in the ledger.
 */
@Faults
class ManyOffendersTest {
    private static final int OFFENDERS = Faults.Rounds.of(30_000, 1_000_000);
    private static final int KINDS = Faults.Rounds.of(300, 3_000);

    /** The daemon's. */
    private static final int MOST_TRACKED = 10_000;

    private static final StormBrake BRAKE =
            new StormBrake(true, OptionalInt.of(5), Duration.ofHours(3));

    private static final int BATCH = 512;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path directory;
    private final Random random = new Random(20261125);

    /** Two strikes and a half each, over two days and a half, in no order. */
    @Test
    void aWindowThatLeftMemoryIsFoundAgain() {
        int strikes = OFFENDERS * 5 / 2;
        int[] verdicts =
                judge(
                        strikes,
                        i ->
                                Entries.entry(
                                        Entries.hour(60.0 * i / strikes),
                                        "strike " + address(random.nextInt(OFFENDERS))));
        assertTrue(verdicts[0] > strikes / 20, "bans: " + verdicts[0]);
        assertTrue(verdicts[1] <= MOST_TRACKED, "memory is bounded: " + verdicts[1]);
        assertTrue(verdicts[1] > MOST_TRACKED / 2, "and used: " + verdicts[1]);
    }

    /** What is forgiven leaves memory, too. */
    @Test
    void whoWasForgivenIsFoundAgain() {
        int strikes = OFFENDERS * 2;
        int[] verdicts =
                judge(
                        strikes,
                        i ->
                                Entries.entry(
                                        Entries.hour(24.0 * i / strikes),
                                        (random.nextInt(3) == 0 ? "forgive " : "strike ")
                                                + address(random.nextInt(OFFENDERS))));
        assertTrue(verdicts[0] > 0, "bans: " + verdicts[0]);
    }

    /** A storm of each kind now and then, more kinds at once than are kept apart in memory. */
    @Test
    void aStormThatLeftMemoryIsFoundAgain() {
        int strikes = KINDS * 60;
        int[] verdicts =
                judge(
                        strikes,
                        i ->
                                Entries.entry(
                                        Entries.hour(30.0 * i / strikes),
                                        "strike "
                                                + address(random.nextInt(200))
                                                + " kind=k"
                                                + random.nextInt(1 + random.nextInt(KINDS))));
        assertTrue(verdicts[2] > 0, "strikes held back: " + verdicts[2]);
    }

    /** Number of bans, windows in memory at the end, strikes that were held back. */
    private int[] judge(int entries, IntFunction<Entry> entry) {
        int[] counts = new int[3];
        Warden unbounded = warden(Optional.empty());
        try (SqliteLedger ledger = SqliteLedger.open(directory.resolve("ledger.db"))) {
            Warden bounded = warden(Optional.of(ledger));
            for (int from = 0; from < entries; from += BATCH) {
                Batch batch = batch(from, Math.min(from + BATCH, entries), entry);
                Turn turn = bounded.judge(batch, FriendList.empty());
                assertEquals(unbounded.judge(batch, FriendList.empty()), turn);
                ledger.commit(turn);
                bounded.accept();
                unbounded.accept();
                counts[0] += turn.bans().size();
                counts[2] +=
                        (int)
                                turn.judgements().stream()
                                        .filter(each -> each.verdict() instanceof Verdict.Held)
                                        .count();
            }
            counts[1] = bounded.tracked();
        }
        return counts;
    }

    private static Batch batch(int from, int to, IntFunction<Entry> entry) {
        List<Entry> some = new ArrayList<>();
        for (int i = from; i < to; i++) {
            some.add(entry.apply(i));
        }
        return Entries.batch(some);
    }

    private static Warden warden(Optional<Past> past) {
        return new Warden(
                TestingRuleBook.of(new Policy(3, DAY, DAY)),
                new Trust.Anyone(),
                OffenderSize.DEFAULT,
                BRAKE,
                past,
                MOST_TRACKED);
    }

    private static String address(int number) {
        return "198." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
    }
}
