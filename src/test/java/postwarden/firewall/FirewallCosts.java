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
import java.util.List;
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

    @Test
    void printIptables() throws IOException {
        for (String variant : new String[] {"iptables-nft", "iptables-legacy"}) {
            Xtables xtables = Xtables.open(variant).orElseThrow();
            System.out.println(variant);
            once("  open", () -> Iptables.open(xtables, LAYOUT, Pace.DEFAULT, List.of()).close());
            try (Iptables firewall = Iptables.open(xtables, LAYOUT, Pace.WITHOUT_NEWS, List.of());
                    SetComparer comparer = new SetComparer(xtables, LAYOUT)) {
                comparer.build();
                each("  first bans", 20, i -> add(firewall, 1));
                each("  one ban, few in the kernel", 2_000, i -> add(firewall, 1));
                each("  20 bans at once", 200, i -> add(firewall, 20));
                each("  one ban by the program ipset", 50, i -> fork());
                each("  comparison, few", 20, i -> comparer.compare(question(Map.of())));
                Map<Network, Instant> all = new HashMap<>();
                once("  100,000 bans", () -> all.putAll(add(firewall, 100_000)));
                once("  the same with another end", () -> renew(firewall, all, 100_000));
                each("  one ban, 100,000 in the kernel", 2_000, i -> add(firewall, 1));
                each("  comparison, 100,000", 5, i -> comparer.compare(question(all)));
                Network friend = Network.parse("192.0.2.0/24").orElseThrow();
                once("  friends", () -> firewall.befriend(Set.of(friend)));
                once("  repair on the watch", firewall::repair);
                once("  frame made anew, beside the watch", comparer::build);
                once("  900,000 bans", () -> all.putAll(add(firewall, 850_000)));
                each("  comparison, 950,000", 2, i -> comparer.compare(question(all)));
            }
            Nft.process(List.of(variant, "-t", "raw", "-F"), "");
            Nft.process(List.of(variant.replace("ip", "ip6"), "-t", "raw", "-F"), "");
            Nft.process(List.of("ipset", "destroy"), "");
            try (RuleChain chain = RuleChain.open(xtables, LAYOUT, Pace.DEFAULT, List.of())) {
                each("  without ipset: one ban", 50, i -> add(chain, 1));
                once("  900 more", () -> add(chain, 900));
                each("  one ban, 950 in the chain", 40, i -> add(chain, 1));
            }
            Nft.process(List.of(variant, "-t", "raw", "-F"), "");
        }
    }

    private static void fork() {
        Nft.process(
                List.of("ipset", "-exist", "restore"),
                "add postwarden-banned4 192.0.2.1 timeout 600\n");
    }

    private static Question question(Map<Network, Instant> all) {
        return new Question(
                LAYOUT, Ends.copyOf(all), Instant.now(), System.nanoTime(), Optional.empty());
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
        new Comparison(kernel, kernel.frame(), question(all)).call();
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
