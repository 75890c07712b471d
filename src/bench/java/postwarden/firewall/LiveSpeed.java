package postwarden.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import postwarden.Address;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;

/**
 * The daemon as its launcher starts it, in a network namespace of its own, over a journal that
 * systemd-journal-remote writes: how soon it guards, how soon a strike is a ban in the kernel, and
 * what it takes of memory and processor. Prints a table; needs root.
 *
 * <p>The clock of a ban starts when the second strike is handed to the journal's writer, and stops
 * when the kernel, asked by netlink every 0.1 ms, has the element.
 */
final class LiveSpeed {
    private static final int MANY = 100_000;
    private static final int SAMPLES = 300;
    private static final int STARTS = 5;
    private static final int PATIENCE_SECONDS = 300;
    private static final int IDLE_SECONDS = 60;
    private static final long POLL_NANOS = 100_000;

    private final LaunchedDaemon daemon;
    private final TestingJournal journal;
    private final Random random = new Random(1);
    private int nextAddress;
    private long lastMicros;

    public static void main(String[] arguments) throws Exception {
        NetworkNamespace.enterNew();
        try (LaunchedDaemon daemon = new LaunchedDaemon("nftables", "info")) {
            new LiveSpeed(daemon).measure();
        }
    }

    private LiveSpeed(LaunchedDaemon daemon) throws IOException {
        this.daemon = daemon;
        journal = new TestingJournal(daemon.journal());
    }

    private void measure() throws Exception {
        row("what", "p50", "p99 or worst", "unit");
        row("---", "---", "---", "---");
        write("the journal begins");
        dropPageCache();
        single("start to guarding, nothing kept, page cache dropped", millis(daemon.start()), "ms");
        daemon.stop();
        daemon.start();
        daemon.stop();
        starts("start to guarding, compiled rules kept");
        daemon.start();
        latency("second strike to kernel element, no bans in force");
        single("idle, no bans, of one core", idlePercent(), "%");
        fill();
        TimeUnit.SECONDS.sleep(5);
        single("resident, 100,000 bans and 100,000 tracked", daemon.resident("VmRSS"), "MB");
        single("the most that was ever resident", daemon.resident("VmHWM"), "MB");
        latency("second strike to kernel element, 100,000 in force");
        try (Meddler meddler = new Meddler()) {
            latency("the same, while kernel and ledger are compared all the time");
        }
        single("idle, 100,000 bans, of one core", idlePercent(), "%");
        daemon.stop();
        starts("start to guarding, 100,000 in ledger and kernel");
        nft("delete table inet postwarden");
        single("start to all 100,000 back in an empty kernel", millis(daemon.start()), "ms");
        TimeUnit.SECONDS.sleep(2);
        single("in force then", status().bans().enforced(), "bans");
        single("resident then", daemon.resident("VmRSS"), "MB");
        daemon.stop();
        journal.close();
    }

    private void starts(String what) throws Exception {
        double[] millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            millis[i] = millis(daemon.start());
            daemon.stop();
        }
        quantiles(what, millis);
    }

    private void latency(String what) throws Exception {
        double[] millis = new double[SAMPLES];
        try (KernelReader kernel = new KernelReader()) {
            for (int i = 0; i < SAMPLES; i++) {
                String text = nextAddress();
                Address address = Address.parse(text).orElseThrow();
                strike(text);
                TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(30));
                long began = System.nanoTime();
                strike(text);
                while (kernel.millisecondsLeft(KernelSet.BANNED4, address).isEmpty()) {
                    if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                        throw new IllegalStateException(text + " is not banned");
                    }
                    LockSupport.parkNanos(POLL_NANOS);
                }
                millis[i] = millis(System.nanoTime() - began);
            }
        }
        quantiles(what, millis);
    }

    /** Two strikes from so many, one from as many others. */
    private void fill() throws InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            String address = nextAddress();
            strike(address);
            strike(address);
            strike(nextAddress());
        }
        awaitJudged(MANY);
        single(
                "entries a second while 100,000 are banned, the writer's time included",
                3.0 * MANY / ((System.nanoTime() - began) / 1e9),
                "1/s");
    }

    private void awaitJudged(int bans) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (status().bans().expected() < bans || status().journal().lagSeconds() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not judged: " + status());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private StatusReport status() throws InterruptedException {
        return new ControlClient(daemon.socket())
                .ask(new Request.Status(), StatusReport.class);
    }

    private double idlePercent() throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(20); // until the JVM's compiler has no more to do
        long before = daemon.ticks();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return (daemon.ticks() - before) / (double) IDLE_SECONDS; // a tick is 10 ms: percent of a second
    }

    private void strike(String address) {
        write("lost connection after AUTH from unknown[" + address + "]");
    }

    private void write(String message) {
        Instant now = Instant.now();
        lastMicros = Math.max(lastMicros + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
        journal.write(
                TestingEntry.postfix(Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS), message));
    }

    private String nextAddress() {
        int i = ++nextAddress;
        return "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
    }

    /**
     * Changes elements of a set that is not ours, so that each look at the generation finds it
     * moved.
     */
    private static final class Meddler implements AutoCloseable {
        private final Process shell;

        Meddler() throws IOException {
            shell =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "nft 'add table ip other;"
                                            + " add set ip other s { type ipv4_addr; }';"
                                            + " while :; do nft add element ip other s '{ 1.2.3.4 }';"
                                            + " sleep 0.2; nft flush set ip other s; sleep 0.2;"
                                            + " done")
                            .start();
        }

        @Override
        public void close() throws InterruptedException {
            shell.destroy();
            shell.waitFor();
        }
    }

    private static void nft(String command) throws IOException, InterruptedException {
        if (new ProcessBuilder("nft", command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("nft " + command);
        }
    }

    private static void dropPageCache() {
        try {
            Files.writeString(
                    Path.of("/proc/sys/vm/drop_caches"), "3", StandardCharsets.US_ASCII);
        } catch (IOException e) {
            System.err.println("page cache not dropped: " + e.getMessage());
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static void quantiles(String what, double[] values) {
        Arrays.sort(values);
        double worst = values[Math.min(values.length - 1, (int) (values.length * 0.99))];
        row(what, "%.1f".formatted(values[values.length / 2]), "%.1f".formatted(worst), "ms");
    }

    private static void single(String what, double value, String unit) {
        row(what, (unit.equals("%") ? "%.2f" : "%,.1f").formatted(value), "", unit);
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }
}
