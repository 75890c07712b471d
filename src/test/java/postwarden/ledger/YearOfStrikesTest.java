package postwarden.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Ledger.Keep;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.testing.Entries;
import postwarden.testing.Faults;

/**
 * A year of a busy server: 20,000 strikes a day by 5,000 offenders, one strike in ten a ban for a
 * week, history kept for 90 days, all of it forgotten as the daemon forgets. In short: 60 days with
 * a fiftieth of that, kept for 10 days.
 */
@Faults
class YearOfStrikesTest {
    private static final int DAYS = Faults.Rounds.of(60, 365);
    private static final int STRIKES_A_DAY = Faults.Rounds.of(400, 20_000);
    private static final int HISTORY_DAYS = Faults.Rounds.of(10, 90);
    private static final int TURNS_A_DAY = 144;
    private static final int PRUNE_ROWS = 500;

    @TempDir private Path directory;
    private final Random random = new Random(20261125);
    private long strikes;

    @Test
    void theLedgerStopsGrowing() {
        Path file = directory.resolve("ledger.db");
        long half = 0;
        try (SqliteLedger ledger = SqliteLedger.open(file)) {
            for (int day = 0; day < DAYS; day++) {
                liveThrough(ledger, day);
                half = day == DAYS / 2 ? file.toFile().length() : half;
            }
        }
        long bytes = file.toFile().length();
        Check check = Check.of(file);
        System.out.printf(
                "after %d days of %d strikes each: %d strikes, %d bans, %.1f MB (half-way %.1f MB)%n",
                DAYS, STRIKES_A_DAY, check.strikes(), check.bans(), bytes / 1e6, half / 1e6);
        assertEquals((long) DAYS * STRIKES_A_DAY, strikes);
        long kept = Math.min((long) STRIKES_A_DAY * HISTORY_DAYS, Pruning.MOST_STRIKES);
        assertTrue(check.strikes() <= kept + STRIKES_A_DAY, "strikes: " + check.strikes());
        assertTrue(check.strikes() >= kept - STRIKES_A_DAY, "strikes: " + check.strikes());
        assertTrue(bytes < half * 1.1, bytes + " bytes after " + half + " half-way");
        assertTrue(check.isGood());
    }

    private void liveThrough(SqliteLedger ledger, int day) {
        for (int turn = 0; turn < TURNS_A_DAY; turn++) {
            Instant now = Entries.hour(day * 24.0 + turn * 24.0 / TURNS_A_DAY);
            List<Judgement> judgements = new ArrayList<>();
            long due = (long) day * STRIKES_A_DAY + (long) STRIKES_A_DAY * (turn + 1) / TURNS_A_DAY;
            while (strikes < due) {
                judgements.add(judgement(now, strikes++));
            }
            ledger.commit(new Turn(judgements, Optional.of(new Position("s=1;i=" + due, now))));
            Keep keep =
                    new Keep(
                            now.minus(Duration.ofDays(HISTORY_DAYS)),
                            now.minus(Duration.ofDays(HISTORY_DAYS)),
                            now.minus(Duration.ofDays(2)));
            boolean more = true;
            while (more) {
                more = ledger.prune(keep, PRUNE_ROWS);
            }
        }
    }

    private Judgement judgement(Instant now, long number) {
        int who = random.nextInt(5_000);
        String client = "203.0." + (100 + who / 250) + "." + who % 250;
        Offender offender = Offender.parse(client).orElseThrow();
        Strike strike =
                new Strike(
                        offender,
                        "postfix",
                        "rcpt-no-reverse-dns",
                        now,
                        1,
                        Address.parse(client).orElseThrow(),
                        "s=0123456789abcdef0123456789abcdef;i=%x;b=0123456789abcdef0123456789abcdef;m=%x;t=%x;x=%016x"
                                .formatted(number, number * 977, number * 7919, random.nextLong()),
                        "NOQUEUE: reject: RCPT from unknown[%1$s]: 450 4.7.25 Client host rejected: cannot find your hostname, [%1$s]; from=<somebody@sender.example> to=<someone@recipient.example> proto=ESMTP helo=<[%1$s]>"
                                .formatted(client),
                        new Strike.Counting(
                                "postfix", Optional.empty(), Optional.of("rcpt-no-reverse-dns")));
        return new Judgement(
                strike,
                number % 10 == 0
                        ? new Verdict.Banned(ban(offender, now))
                        : new Verdict.Counted(1, 2));
    }

    private static Ban ban(Offender offender, Instant now) {
        return new Ban(
                offender,
                now,
                now.plus(Duration.ofDays(7)),
                new Ban.Cause.Strikes("postfix", "rcpt-no-reverse-dns", 2, Duration.ofDays(1)),
                false);
    }
}
