package postwarden.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private final Path directory;
    private final Path log;
    private final int bans;
    private final boolean nftables;
    private final int rounds;
    private Process daemon;

    public static void main(String[] arguments) throws Exception {
        NetworkNamespace.enterNew();
        Path directory = Files.createTempDirectory("postwarden-bench");
        try {
            new HealingSpeed(directory, arguments).measure();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private HealingSpeed(Path directory, String... arguments) throws IOException {
        this.directory = directory;
        bans = Integer.parseInt(arguments[0]);
        String backend = arguments[1];
        rounds = Integer.parseInt(arguments[2]);
        nftables = backend.equals("nftables");
        log = directory.resolve("daemon.log");
        Files.createDirectory(directory.resolve("journal"));
        Path rules = Files.createDirectory(directory.resolve("rules"));
        Files.writeString(
                rules.resolve("postfix.groovy"),
                Files.readString(Path.of("rules/postfix.groovy"))
                        .replace("user 'postfix'", "user '" + TestingEntry.OWNER + "'"));
        Files.writeString(
                directory.resolve("postwarden.toml"),
                """
                [journal]
                directory = "%1$s/journal"
                [rules]
                directory = "%1$s/rules"
                [ledger]
                file = "%1$s/ledger.db"
                [firewall]
                backend = "%2$s"
                [ignore]
                self = false
                mynetworks = false
                sessions = false
                [control]
                socket = "%1$s/control.sock"
                """
                        .formatted(directory, backend));
    }

    private void measure() throws Exception {
        Instant now = Instant.now();
        try (SqliteLedger ledger = SqliteLedger.open(directory.resolve("ledger.db"))) {
            for (int from = 0; from < bans; from += BATCH) {
                ledger.commit(
                        new Turn(
                                IntStream.range(from, Math.min(bans, from + BATCH))
                                        .mapToObj(i -> banned(i, now))
                                        .toList(),
                                Optional.empty()));
            }
        }
        try (TestingJournal journal = new TestingJournal(directory.resolve("journal/b.journal"))) {
            journal.write(TestingEntry.postfix(Instant.now(), "the journal begins"));
            start(); // compiles the rules, and keeps the compiler in its memory
            stop();
            start();
            awaitAll();
            TimeUnit.SECONDS.sleep(10);
            System.out.printf("%,d bans, resident %.0f MB%n", bans, resident("VmRSS"));
            for (int round = 0; round < rounds; round++) {
                round();
            }
            System.out.printf("resident %.0f MB%n", resident("VmRSS"));
            System.out.printf("the most that was ever resident: %.0f MB%n", resident("VmHWM"));
            stop();
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
        int said = Files.readAllLines(log).size();
        long began = System.nanoTime();
        run(nftables ? List.of("nft", "flush", "ruleset") : List.of("ipset", "flush"));
        awaitAll();
        double seconds = (System.nanoTime() - began) / 1e9;
        TimeUnit.SECONDS.sleep(10);
        List<Long> turns =
                Files.readAllLines(log).stream()
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

    private void start() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "packaging/bin/postwarden",
                        "run",
                        "--config",
                        directory.resolve("postwarden.toml").toString());
        builder.environment().put("POSTWARDEN_CACHE", directory.resolve("cache").toString());
        builder.environment().put("POSTWARDEN_LOG", "debug");
        daemon = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!Files.readString(log).contains("info: guarding")) {
            if (!daemon.isAlive()) {
                throw new IllegalStateException("the daemon ended: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void stop() throws InterruptedException {
        daemon.destroy();
        daemon.waitFor();
    }

    private double resident(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000.0)
                .findFirst()
                .orElseThrow();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command.toString());
        }
    }
}
