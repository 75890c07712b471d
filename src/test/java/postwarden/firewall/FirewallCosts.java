package postwarden.firewall;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import postwarden.Address;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Network;
import postwarden.OffenderSize;

/**
 * Prints what the firewall costs; asserts nothing, and runs only when it is asked for: {@code mvn
 * test -Dtest=FirewallCosts}.
 */
@ExtendWith(OwnNetworkNamespace.class)
class FirewallCosts {
    private final Instant end = Instant.now().plus(Duration.ofDays(7));
    private static final Layout LAYOUT = new Layout(OffenderSize.DEFAULT, Set.of());

    private int next = 10 << 24;

    @Test
    void print() throws IOException {
        try (Firewall firewall =
                        Nftables.open(LibraryCommands.open().orElseThrow(), LAYOUT, Pace.DEFAULT);
                KernelReader kernel = new KernelReader()) {
            each("first bans of a cold JVM", 20, i -> add(firewall, 1));
            each("warm up", 2_000, i -> add(firewall, 1));
            each("one ban, few in the kernel", 2_000, i -> add(firewall, 1));
            each("20 bans at once", 200, i -> add(firewall, 20));
            each("the kernel's generation", 10_000, i -> kernel.generation());
            Map<Network, Instant> all = new HashMap<>();
            once("50,000 bans", () -> all.putAll(add(firewall, 50_000)));
            once("50,000 bans more", () -> all.putAll(add(firewall, 50_000)));
            once("the same 50,000 with another end", () -> renew(firewall, all, 50_000));
            each("one ban, 100,000 in the kernel", 2_000, i -> add(firewall, 1));
            each("one ban renewed", 500, i -> renew(firewall, all, 1));
            Network friend = Network.parse("192.0.2.0/24").orElseThrow();
            once("friends, 100,000 in the kernel", () -> firewall.befriend(Set.of(friend)));
            once("a network, 100,000 in the kernel", () -> ban(firewall, "198.51.100.0/24"));
            once("another network", () -> ban(firewall, "198.51.0.0/16"));
            once("repair, 100,000 in the kernel", firewall::repair);
            for (int i = 0; i < 5; i++) {
                once(
                        "the dump alone",
                        () -> kernel.keys(KernelSet.BANNED4, (key, end, left) -> {}));
                once("comparison, 100,000 in the kernel", () -> compare(kernel, all));
            }
            for (int i = 0; i < 16; i++) {
                add(firewall, 50_000);
            }
            each("one ban, 900,000 in the kernel", 2_000, i -> add(firewall, 1));
            once("comparison, 900,000 in the kernel", () -> compare(kernel, all));
        }
    }

    private Map<Network, Instant> add(Firewall firewall, int count) {
        Map<Network, Instant> bans = new HashMap<>();
        for (int i = 0; i < count; i++) {
            bans.put(Network.of(Address.ipv4(next++)), end);
        }
        firewall.apply(bans, Set.of(), Instant.now());
        return bans;
    }

    private void ban(Firewall firewall, String network) {
        firewall.apply(Map.of(Network.parse(network).orElseThrow(), end), Set.of(), Instant.now());
    }

    private void renew(Firewall firewall, Map<Network, Instant> all, int count) {
        Map<Network, Instant> bans = new HashMap<>();
        all.keySet().stream().limit(count).forEach(network -> bans.put(network, end));
        firewall.apply(bans, Set.of(), Instant.now());
    }

    private static void compare(KernelReader kernel, Map<Network, Instant> all) {
        Question question =
                new Question(LAYOUT, all, Instant.now(), System.nanoTime(), Optional.empty());
        new Comparison(kernel, kernel.frame(), question).call();
    }

    private static void each(String what, int count, IntConsumer work) throws IOException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            work.accept(i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-36s p50 %8.1f us  p99 %8.1f us  rss %4d MB%n",
                what, nanos[count / 2] / 1e3, nanos[count * 99 / 100] / 1e3, residentMegabytes());
    }

    private static void once(String what, Runnable work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        work.run();
        System.out.printf(
                "%-36s %8.1f ms  cpu %8.1f ms  %6.1f MB allocated  rss %4d MB%n",
                what,
                (System.nanoTime() - start) / 1e6,
                (threads.getCurrentThreadCpuTime() - cpu) / 1e6,
                (threads.getCurrentThreadAllocatedBytes() - bytes) / 1e6,
                residentMegabytes());
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
