package postwarden.firewall;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Offender;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Verdict;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/**
 * The daemon as its launcher starts it, in a network namespace of its own, with many bans in its
 * ledger; somebody empties the kernel. Prints how long it takes until the kernel holds all of them
 * again, and how long the watch stood still meanwhile; needs root.
 *
 * <p>Arguments: how many bans, the backend, how often the kernel is emptied.
 */
final class HealingSpeed {
    private static final int FIRST = 0x0a000000;
    private static final int BATCH = 5_000;
    private static final int PATIENCE_SECONDS = 600;
    private static final Pattern LONG_TURN = Pattern.compile("a turn took (\\d+) ms");

    private final LaunchedDaemon daemon;
    private final int bans;
    private final boolean nftables;
    private final int rounds;

    public static void main(String[] arguments) throws Exception {
        NetworkNamespace.enterNew();
        try (LaunchedDaemon daemon = new LaunchedDaemon(arguments[1], "debug")) {
            new HealingSpeed(daemon, arguments).measure();
        }
    }

    private HealingSpeed(LaunchedDaemon daemon, String... arguments) {
        this.daemon = daemon;
        bans = Integer.parseInt(arguments[0]);
        nftables = arguments[1].equals("nftables");
        rounds = Integer.parseInt(arguments[2]);
    }

    private void measure() throws Exception {
        Instant now = Instant.now();
        try (SqliteLedger ledger = SqliteLedger.open(daemon.ledger())) {
            for (int from = 0; from < bans; from += BATCH) {
                ledger.commit(
                        new Turn(
                                IntStream.range(from, Math.min(bans, from + BATCH))
                                        .mapToObj(i -> banned(i, now))
                                        .toList(),
                                Optional.empty()));
            }
        }
        try (TestingJournal journal = new TestingJournal(daemon.journal())) {
            journal.write(TestingEntry.postfix(Instant.now(), "the journal begins"));
            daemon.start(); // compiles the rules, and keeps the compiler in its memory
            daemon.stop();
            daemon.start();
            awaitAll();
            TimeUnit.SECONDS.sleep(10);
            System.out.printf("%,d bans, resident %.0f MB%n", bans, daemon.resident("VmRSS"));
            for (int round = 0; round < rounds; round++) {
                round();
            }
            System.out.printf("resident %.0f MB%n", daemon.resident("VmRSS"));
            System.out.printf("the most that was ever resident: %.0f MB%n", daemon.resident("VmHWM"));
            daemon.stop();
        }
    }

    private static Turn.Judgement banned(int i, Instant now) {
        Address address = Address.ipv4(FIRST + i);
        Offender offender = Offender.of(address);
        Ban.Cause cause =
                new Ban.Cause.Strikes("postfix", "lost-connection", 2, Duration.ofDays(1));
        return new Turn.Judgement(
                new Strike(offender, "postfix", "lost-connection", now, 1, address, "s=1", ""),
                new Verdict.Banned(
                        new Ban(offender, now, now.plus(Duration.ofDays(7)), cause, false)));
    }

    private void round() throws Exception {
        int said = daemon.said().size();
        long began = System.nanoTime();
        run(nftables ? List.of("nft", "flush", "ruleset") : List.of("ipset", "flush"));
        awaitAll();
        double seconds = (System.nanoTime() - began) / 1e9;
        TimeUnit.SECONDS.sleep(10);
        List<Long> turns =
                daemon.said().stream()
                        .skip(said)
                        .map(LONG_TURN::matcher)
                        .filter(Matcher::find)
                        .map(found -> Long.parseLong(found.group(1)))
                        .toList();
        System.out.printf(
                "healed after %.1f s; turns of 20 ms and more: %d, the longest %d ms %s%n",
                seconds,
                turns.size(),
                turns.stream().mapToLong(turn -> turn).max().orElse(0),
                turns);
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (held() < bans) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not healed");
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(bans)); // looking costs, too
        }
    }

    /** Looks for the last first, then counts: a dump of a million takes the kernel half a minute. */
    private int held() {
        int[] count = new int[1];
        if (nftables) {
            try (KernelReader kernel = new KernelReader()) {
                for (int i = bans - 1; i >= 0; i -= Math.max(1, bans / 20_000)) {
                    if (kernel.millisecondsLeft(KernelSet.BANNED4, Address.ipv4(FIRST + i))
                            .isEmpty()) {
                        return 0;
                    }
                }
                return bans;
            }
        }
        try (Ipset ipset = new Ipset()) {
            ipset.elements(KernelSet.BANNED4, (first, last, left, except) -> count[0]++);
        }
        return count[0];
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command.toString());
        }
    }
}
