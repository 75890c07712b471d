package postwarden.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postwarden.Address;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.OffenderSize;
import postwarden.RuleBook;
import postwarden.StormBrake;
import postwarden.Tally;
import postwarden.Trust;
import postwarden.engine.Warden;
import postwarden.friends.FriendList;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * What judging costs an entry while bans and tracked offenders grow to a million, all of them in
 * memory: rules, friends, windows, bans; without journal, ledger and kernel. The thread's own CPU
 * time.
 */
final class EngineSpeed {
    private static final int BATCH = 512;
    private static final int MEASURED = 60_000;
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    public static void main(String[] arguments) {
        RuleBook book =
                new Rules(Readers.TOOLS, Optional.of(Path.of("target/cache")))
                        .load(List.of(Path.of("rules/postfix.groovy")));
        System.out.println("| bans and tracked offenders before | µs an entry |");
        System.out.println("|---|---|");
        for (int goal : new int[] {10, 10, 1_000, 100_000, 1_000_000}) { // the first to warm up
            Warden warden =
                    new Warden(
                            book,
                            new Trust.Anyone(),
                            OffenderSize.DEFAULT,
                            StormBrake.DEFAULT,
                            Optional.empty(),
                            0);
            judge(warden, 0, 3 * goal);
            double micros = judge(warden, 30_000_000, MEASURED) / 1e3 / MEASURED;
            System.out.printf("| %,d each | %.2f |%n", goal, micros);
        }
    }

    /** Three entries for each pair of offenders: one is banned, one is tracked. */
    private static long judge(Warden warden, int firstOffender, int strikes) {
        long nanos = 0;
        for (int done = 0; done < strikes; done += BATCH) {
            List<Entry> entries = new ArrayList<>();
            for (int i = done; i < Math.min(done + BATCH, strikes); i++) {
                entries.add(strike(firstOffender + 2 * (i / 3) + (i % 3) / 2, i));
            }
            Batch batch = new Batch(entries, Optional.empty(), Tally.NONE, Optional.empty(), true);
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            warden.judge(batch, FriendList.empty());
            warden.accept();
            nanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
        }
        return nanos;
    }

    private static Entry strike(int offender, int i) {
        String client = Address.ipv4(0x14000000 + offender).toString();
        return new Entry(
                "cursor",
                START.plusMillis(i),
                Optional.of("postfix.service"),
                OptionalInt.empty(),
                "postfix/smtpd",
                "lost connection after AUTH from unknown[" + client + "]");
    }

    private EngineSpeed() {}
}
