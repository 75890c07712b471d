package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Very many attackers, two strikes each, many at once. */
final class Spray {
    private static final int AT_ONCE = 30;

    private Spray() {}

    static void play(Scene scene, int count) throws Exception {
        Checks checks = scene.checks();
        checks.section("A spray of " + count + " addresses, two strikes each");
        List<String> attackers = Addresses.spray(count);
        long before = scene.guard().memory("VmRSS");
        long start = System.nanoTime();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService hands =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (String each : attackers) {
                hands.execute(() -> strikeTwice(each, refused));
            }
        }
        double sprayed = (System.nanoTime() - start) / 1e9;
        boolean all =
                scene.kernel().awaits(Duration.ofSeconds(60), KernelWatch.POSTWARDEN, attackers);
        double banned = (System.nanoTime() - start) / 1e9;
        long missing =
                attackers.stream()
                        .filter(each -> !scene.kernel().isBanned(KernelWatch.POSTWARDEN, each))
                        .count();
        String dropped =
                scene.machine()
                        .run("journalctl -q -u systemd-journald --grep='[Ss]uppressed' -o cat")
                        .text()
                        .strip();
        checks.that(
                "each of them is banned",
                all && refused.get() == 0,
                "%d missing, %d connections refused, sprayed in %.1f s (%.0f connections/s), the last ban %.1f s after; journald suppressed: %s"
                        .formatted(
                                missing,
                                refused.get(),
                                sprayed,
                                2 * count / sprayed,
                                banned - sprayed,
                                dropped.isEmpty() ? "nothing" : dropped));
        checks.that(
                "ledger and kernel agree",
                Patience.until(
                        Duration.ofSeconds(20),
                        () ->
                                scene.guard().status().at("/bans/expected").asLong()
                                        == scene.guard().status().at("/bans/enforced").asLong()),
                scene.guard().status().path("bans").toString());
        checks.figure(
                "RSS of the service before the spray, after it, and the most there ever was, in MiB",
                before
                        + ", "
                        + scene.guard().memory("VmRSS")
                        + ", "
                        + scene.guard().memory("VmHWM"));
    }

    /** Greeted and gone, twice. */
    private static void strikeTwice(String from, AtomicInteger refused) {
        for (int strike = 0; strike < 2; strike++) {
            try {
                Client.connect(from, Client.SMTP).close();
            } catch (IOException e) {
                refused.incrementAndGet();
            }
        }
    }
}
