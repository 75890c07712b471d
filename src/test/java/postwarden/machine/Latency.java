package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * From the last bytes of the strike that bans, just before the attacker's kernel gets them, to the
 * moment at which {@code nft monitor} has told of the element. So Postfix's lookups and logging,
 * journald, the daemon, and the monitor's own few milliseconds are all in it.
 */
final class Latency {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Latency() {}

    /** Of bans in one table. */
    record Times(List<Long> nanos, int missing) {
        String text() {
            if (nanos.isEmpty()) {
                return "none of " + missing + " banned";
            }
            List<Long> sorted = new ArrayList<>(nanos);
            Collections.sort(sorted);
            return "p50 %.1f ms, p99 %.1f ms, most %.1f ms, of %d bans%s"
                    .formatted(
                            at(sorted, 0.50),
                            at(sorted, 0.99),
                            sorted.getLast() / 1e6,
                            sorted.size(),
                            missing == 0 ? "" : ", and " + missing + " never");
        }

        private static double at(List<Long> sorted, double part) {
            return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e6;
        }
    }

    static void play(Scene scene, int bans) throws Exception {
        scene.checks().section("Latency");
        List<Long> sent = new ArrayList<>();
        List<String> attackers = scene.addresses().named(bans);
        for (String each : attackers) {
            Failure.RELAY.provoke(each);
            sent.add(lastStrike(each));
            scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, List.of(each));
        }
        Times times = times(scene.kernel(), KernelWatch.POSTWARDEN, attackers, sent);
        scene.checks().that("every one is banned", times.missing() == 0, times.text());
        scene.checks()
                .figure(
                        "last strike's bytes to the kernel's element, one attacker after another",
                        times.text());
    }

    /** When its last bytes were sent. */
    static long lastStrike(String from) throws IOException {
        try (Client client = Client.connect(from, Client.SMTP)) {
            Failure.RELAY.speak(client);
            long nanos = client.sentNanos();
            client.leavePolitely();
            return nanos;
        }
    }

    static Times times(KernelWatch kernel, String table, List<String> attackers, List<Long> sent) {
        List<Long> nanos = new ArrayList<>();
        int missing = 0;
        for (int each = 0; each < attackers.size(); each++) {
            OptionalLong seen = kernel.seenNanos(table, attackers.get(each));
            if (seen.isPresent()) {
                nanos.add(seen.getAsLong() - sent.get(each));
            } else {
                missing++;
            }
        }
        return new Times(nanos, missing);
    }
}
