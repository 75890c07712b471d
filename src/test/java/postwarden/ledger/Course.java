package postwarden.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import postwarden.Ban;
import postwarden.Entry;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.Position;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.engine.Warden;
import postwarden.friends.FriendList;
import postwarden.testing.Entries;
import postwarden.testing.LedgerRows;
import postwarden.testing.TestingRuleBook;

/**
 * A warden over a ledger and over a journal that is a list: the daemon's way without its threads. A
 * new one goes on where the ledger says.
 */
final class Course implements AutoCloseable {
    private static final Duration DAY = Duration.ofDays(1);

    private final List<Entry> journal;
    private final Random random;
    private final SqliteLedger ledger;
    private final Warden warden;
    private int next;

    Course(Path file, List<Entry> journal, Random random) {
        this.journal = journal;
        this.random = random;
        this.ledger = SqliteLedger.open(file);
        this.warden =
                new Warden(
                        TestingRuleBook.of(new Policy(3, DAY, DAY)),
                        new Trust.Anyone(),
                        OffenderSize.DEFAULT,
                        StormBrake.DEFAULT,
                        Optional.of(ledger),
                        10);
        ledger.bans(Entries.hour(-48), warden::recall);
        warden.recall(ledger.pardons());
        next = ledger.position().map(Course::behind).orElse(0);
    }

    /** Strikes of some offenders, again and again, and what forgives some of them. */
    static List<Entry> journal(int entries, long seed) {
        Random random = new Random(seed);
        List<Entry> journal = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            String offender = "203.0.113." + random.nextInt(1 + entries / 10);
            String word = random.nextInt(20) == 0 ? "forgive " : "strike ";
            journal.add(
                    new Entry(
                            "" + i,
                            Entries.hour(i / 10.0),
                            Optional.of("postfix.service"),
                            OptionalInt.of(101),
                            "postfix/smtpd",
                            word + offender));
        }
        return journal;
    }

    /** The whole journal, judged into a new ledger without a fault. */
    static List<String> undisturbed(Path file, List<Entry> journal) {
        try (Course course = new Course(file, journal, new Random(1))) {
            course.finish();
        }
        return LedgerRows.of(file);
    }

    SqliteLedger ledger() {
        return ledger;
    }

    Instant now() {
        return next == 0 ? Entries.MIDNIGHT : journal.get(next - 1).time();
    }

    boolean isAtEnd() {
        return next == journal.size();
    }

    /** Nothing has happened if the ledger refuses it. */
    void turn() {
        int end = Math.min(journal.size(), next + 1 + random.nextInt(8));
        Turn turn = warden.judge(Entries.batch(journal.subList(next, end)), FriendList.empty());
        ledger.commit(turn);
        warden.accept();
        next = end;
    }

    void turns(int number) {
        for (int i = 0; i < number && !isAtEnd(); i++) {
            turn();
        }
    }

    void finish() {
        turns(Integer.MAX_VALUE);
    }

    void ban(Ban ban) {
        ledger.ban(ban);
        warden.accept(ban);
    }

    void unban(Offender offender) {
        ledger.unban(offender, now());
        warden.unban(offender, now());
    }

    void copy() {
        ledger.copySoon().join();
    }

    @Override
    public void close() {
        ledger.close();
    }

    private static int behind(Position position) {
        return 1 + Integer.parseInt(position.cursor());
    }
}
