package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.Entry;
import postwarden.Ledger;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.Verdict;
import postwarden.friends.FriendList;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.Entries;
import postwarden.testing.TestingRuleBook;

/**
 * Judges the same entries in several ways that must agree: in memory alone, entry by entry; with a
 * ledger, five at a time; and with a ledger and a warden that knows nothing yet for each entry, as
 * after a crash.
 *
 * <p>A line is an hour and a message of {@link TestingRuleBook}'s, or an hour and {@code unban
 * ADDRESS}.
 */
record Trial(TestingRuleBook book, StormBrake brake, Path directory) {
    private static final int LITTLE_MEMORY = 1;

    /** What became of each strike, in order. */
    List<String> verdicts(List<String> lines) {
        List<String> alone = run(lines, Optional.empty(), 1, false);
        try (Ledger kept = SqliteLedger.open(directory.resolve("kept.db"));
                Ledger crashed = SqliteLedger.open(directory.resolve("crashed.db"))) {
            assertEquals(alone, run(lines, Optional.of(kept), 5, false), "five at a time");
            assertEquals(alone, run(lines, Optional.of(crashed), 1, true), "crash after crash");
        }
        return alone;
    }

    private List<String> run(
            List<String> lines, Optional<Ledger> ledger, int batch, boolean crashes) {
        List<String> verdicts = new ArrayList<>();
        Warden warden = warden(ledger);
        List<Entry> waiting = new ArrayList<>();
        for (String line : lines) {
            if (crashes) {
                warden = warden(ledger);
            }
            Entry entry = entry(line);
            boolean unban = entry.message().startsWith("unban ");
            if (!unban) {
                waiting.add(entry);
            }
            if (unban || waiting.size() == batch) {
                verdicts.addAll(judge(warden, ledger, waiting));
            }
            if (unban) {
                Offender offender =
                        Offender.parse(entry.message().substring("unban ".length())).orElseThrow();
                ledger.ifPresent(each -> each.unban(offender, entry.time()));
                warden.unban(offender, entry.time());
            }
        }
        verdicts.addAll(judge(warden, ledger, waiting));
        return verdicts;
    }

    private static List<String> judge(Warden warden, Optional<Ledger> ledger, List<Entry> waiting) {
        Turn turn = warden.judge(Entries.batch(waiting), FriendList.empty());
        ledger.ifPresent(each -> each.commit(turn));
        warden.accept();
        waiting.clear();
        return turn.judgements().stream().map(judgement -> text(judgement.verdict())).toList();
    }

    private Warden warden(Optional<Ledger> ledger) {
        Warden warden =
                new Warden(
                        book,
                        new Trust.Anyone(),
                        OffenderSize.DEFAULT,
                        brake,
                        ledger.map(each -> each),
                        LITTLE_MEMORY);
        ledger.ifPresent(
                each -> {
                    each.bans(Entries.hour(-1), warden::recall);
                    warden.recall(each.pardons());
                });
        return warden;
    }

    private static Entry entry(String line) {
        String[] words = line.split(" ", 2);
        return Entries.entry(Entries.hour(Double.parseDouble(words[0])), words[1]);
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Spared spared -> "spared";
            case Verdict.AlreadyBanned banned -> "already";
            case Verdict.Counted counted -> counted.count() + "/" + counted.maxRetry();
            case Verdict.Observed observed ->
                    "observed " + (observed.would().isPresent() ? "ban" : "" + observed.count());
            case Verdict.Held held ->
                    held.fills() ? "held ban" : held.open() ? "held" : "held already";
            case Verdict.Banned banned ->
                    "banned " + banned.bans().stream().map(Trial::text).toList();
        };
    }

    private static String text(postwarden.Ban ban) {
        String offender = ban.offender().toString();
        return offender.substring(offender.lastIndexOf('.') + 1)
                + " for "
                + Duration.between(ban.start(), ban.end()).toHours();
    }
}
