package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
        boolean judged = scene.judgesTrueStrike();
        double decided = (System.nanoTime() - start) / 1e9;
        List<String> missing =
                attackers.stream()
                        .filter(each -> !scene.kernel().isBanned(KernelWatch.POSTWARDEN, each))
                        .toList();
        List<String> unexplained = new ArrayList<>();
        for (String each : missing) {
            if (entriesWithUnit(scene, each) >= 2) {
                unexplained.add(each);
            }
        }
        checks.that(
                "each of them is banned, but whose entries journald could not assign to Postfix's unit",
                judged && unexplained.isEmpty() && refused.get() == 0,
                "%d banned, %d not for want of the unit, %d without a reason, %d connections refused, sprayed in %.1f s (%.0f connections/s), all decided %.1f s after; status says %s"
                        .formatted(
                                count - missing.size(),
                                missing.size() - unexplained.size(),
                                unexplained.size(),
                                refused.get(),
                                sprayed,
                                2 * count / sprayed,
                                decided - sprayed,
                                scene.guard().status().path("warnings")));
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

    /**
     * An smtpd that ends (it does after 100 connections) may be gone before a busy journald looks
     * up whose it was.
     */
    private static int entriesWithUnit(Scene scene, String attacker) {
        String export =
                scene.machine()
                        .run(
                                "journalctl -q -o export --grep='lost connection after CONNECT from [^ ]*\\[%s\\]'"
                                        .formatted(attacker.replace(".", "\\.")))
                        .text();
        return (int) export.lines().filter(line -> line.startsWith("_SYSTEMD_UNIT=")).count();
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
