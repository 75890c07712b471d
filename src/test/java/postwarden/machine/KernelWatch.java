package postwarden.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the machine's kernel says of its firewall's changes ({@code nft monitor}), with the time at
 * which it was read here: a few milliseconds after the fact, never before it.
 */
final class KernelWatch implements AutoCloseable {
    static final String POSTWARDEN = "postwarden";
    static final String FAIL2BAN = "f2b-table";

    /** What an event is about: a table, chain, set, rule, or an element of a set. */
    private static final Pattern EVENT =
            Pattern.compile(
                    "(add|create|delete) (\\w+) inet (\\S+)(?: ([\\w-]+))?(?: \\{ ([0-9a-f.:]+))?.*");

    private static final String END_OF_TRANSACTION = "# new generation";

    private final Process monitor;
    private final Map<String, Long> added = new ConcurrentHashMap<>();
    private final List<String> deleted = new CopyOnWriteArrayList<>();

    /** Deleted in the transaction at hand, and not put back in it. */
    private final Set<String> deleting = new LinkedHashSet<>();

    KernelWatch(Machine machine) throws Exception {
        monitor =
                new ProcessBuilder(machine.inside("nft", "monitor"))
                        .redirectErrorStream(true)
                        .start();
        Thread.ofVirtual().start(this::read);
        // It is at work once it has seen something.
        boolean listening =
                Patience.until(
                        Duration.ofSeconds(10),
                        () -> {
                            machine.run(
                                            """
                                            nft 'add table inet witness
                                            add set inet witness seen { type ipv4_addr; }
                                            add element inet witness seen { 192.0.2.99 }'
                                            nft delete table inet witness
                                            """)
                                    .orThrow();
                            return seenNanos("witness", "192.0.2.99").isPresent();
                        });
        if (!listening) {
            throw new IllegalStateException("nft monitor says nothing");
        }
        deleted.clear();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line, System.nanoTime());
            }
        } catch (IOException closed) {
            // The machine went down.
        }
    }

    private void read(String line, long nanos) {
        if (line.startsWith(END_OF_TRANSACTION)) {
            deleted.addAll(deleting);
            deleting.clear();
            return;
        }
        Matcher event = EVENT.matcher(line);
        if (!event.matches()) {
            return;
        }
        String what =
                String.join(" ", event.group(2), event.group(3), event.group(4), event.group(5));
        if (event.group(1).equals("delete")) {
            deleting.add(what);
            return;
        }
        deleting.remove(what);
        if (event.group(5) != null) {
            added.putIfAbsent(key(event.group(3), event.group(5)), nanos);
        }
    }

    /** When an address first came into a table's set; for IPv6, the first address of its /64. */
    OptionalLong seenNanos(String table, String address) {
        Long nanos = added.get(key(table, address));
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    boolean awaits(Duration most, String table, List<String> addresses) throws Exception {
        return Patience.until(
                most, () -> addresses.stream().allMatch(each -> isBanned(table, each)));
    }

    boolean isBanned(String table, String address) {
        return seenNanos(table, address).isPresent();
    }

    /** What has been deleted from postwarden's table so far, but for its friends. */
    List<String> deleted() {
        return deleted.stream()
                .filter(each -> each.contains(" postwarden") && !each.contains(" friends"))
                .toList();
    }

    private static String key(String table, String address) {
        return table + " " + address;
    }

    @Override
    public void close() {
        // Gently asked, nft goes on, and a machine that goes down would wait for it. Its parent
        // ends with it, having buried it.
        monitor.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            monitor.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
