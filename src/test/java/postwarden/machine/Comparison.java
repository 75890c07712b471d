package postwarden.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * fail2ban with the ten published patterns, and postwarden, on one machine under one attack. Either
 * has its own table in the kernel.
 */
final class Comparison {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** utime and stime of proc_pid_stat(5), behind the name. */
    private static final Pattern CPU_TIMES =
            Pattern.compile("\\) \\S(?: -?\\d+){10} (\\d+) (\\d+)");

    private static final int TICK_MILLISECONDS = 10;

    private static final Duration COUNTING = Duration.ofMinutes(3);
    private static final List<String> TABLES =
            List.of(KernelWatch.POSTWARDEN, KernelWatch.FAIL2BAN);

    private final Scene scene;
    private final Checks checks;

    Comparison(Scene scene) {
        this.scene = scene;
        this.checks = scene.checks();
    }

    void play(int bans) throws Exception {
        checks.section("fail2ban beside it, with the published patterns");
        checks.that(
                "fail2ban runs",
                scene.machine().run("systemctl start fail2ban").isGood()
                        && Patience.until(
                                Duration.ofSeconds(20),
                                () ->
                                        scene.machine()
                                                .run("fail2ban-client status postfix-published")
                                                .isGood()));
        failures();
        latencies(bans);
        costs(2_000);
        innocent();
    }

    private void failures() throws Exception {
        Map<Failure, String> attackers = new EnumMap<>(Failure.class);
        for (Failure each : Failure.values()) {
            String address = scene.addresses().fresh(each.kind());
            attackers.put(each, address);
            each.provoke(address);
            if (each == Failure.RATE) {
                // anvil tells of it once in its period; the second time is another one.
                Patience.until(Duration.ofSeconds(30), () -> scene.guard().strikes(address) == 1);
            }
            each.provoke(address);
        }
        List<String> addresses = List.copyOf(attackers.values());
        boolean ours =
                scene.kernel().awaits(Duration.ofSeconds(30), KernelWatch.POSTWARDEN, addresses);
        // What fail2ban has not banned by then it never will.
        Patience.until(
                PATIENCE,
                () ->
                        addresses.stream()
                                .allMatch(
                                        each ->
                                                scene.kernel()
                                                        .isBanned(KernelWatch.FAIL2BAN, each)));
        checks.that("postwarden bans all ten", ours);
        for (String table : TABLES) {
            List<String> missed = new ArrayList<>();
            attackers.forEach(
                    (failure, address) -> {
                        if (!scene.kernel().isBanned(table, address)) {
                            missed.add(failure.rule());
                        }
                    });
            checks.figure(
                    name(table) + ": of the ten failures, each done twice, banned",
                    (10 - missed.size())
                            + (missed.isEmpty() ? "" : "; not: " + String.join(", ", missed)));
        }
    }

    private void latencies(int bans) throws Exception {
        List<Long> sent = new ArrayList<>();
        List<String> attackers = scene.addresses().named(bans);
        for (String each : attackers) {
            Failure.RELAY.provoke(each);
            sent.add(Latency.lastStrike(each));
            for (String table : TABLES) {
                scene.kernel().awaits(PATIENCE, table, List.of(each));
            }
        }
        for (String table : TABLES) {
            checks.figure(
                    name(table) + ": last strike's bytes to the kernel's element",
                    Latency.times(scene.kernel(), table, attackers, sent).text());
        }
    }

    /** The same entries for both: one strike each, from ever other addresses. */
    private void costs(int connections) throws Exception {
        long postwarden = scene.guard().pid();
        long fail2ban =
                Long.parseLong(
                        scene.machine()
                                .run("systemctl show --value --property=MainPID fail2ban")
                                .orThrow()
                                .strip());
        long oursBefore = cpuMilliseconds(postwarden);
        long theirsBefore = cpuMilliseconds(fail2ban);
        long oursCounted = scene.guard().status().path("strikes").asLong();
        long theirsCounted = countedByFail2ban();
        for (String each : Addresses.spray(connections)) {
            Failure.RELAY.provoke(each);
        }
        checks.that(
                "both have counted all of it",
                Patience.until(
                                COUNTING,
                                () ->
                                        scene.guard().status().path("strikes").asLong()
                                                >= oursCounted + connections)
                        && Patience.until(
                                COUNTING,
                                () -> countedByFail2ban() >= theirsCounted + connections));
        String what = " over " + connections + " connections with one strike each, in ms of CPU";
        checks.figure("postwarden" + what, Long.toString(cpuMilliseconds(postwarden) - oursBefore));
        checks.figure("fail2ban" + what, Long.toString(cpuMilliseconds(fail2ban) - theirsBefore));
        checks.figure(
                "postwarden: RSS then, in MiB",
                Long.toString(Guard.memory(scene.machine(), postwarden, "VmRSS")));
        checks.figure(
                "fail2ban: RSS then, in MiB",
                Long.toString(Guard.memory(scene.machine(), fail2ban, "VmRSS")));
    }

    private long countedByFail2ban() {
        String status = scene.machine().run("fail2ban-client status postfix-published").text();
        Matcher total = Pattern.compile("Total failed:\\s+(\\d+)").matcher(status);
        return total.find() ? Long.parseLong(total.group(1)) : -1;
    }

    private void innocent() throws Exception {
        ForgedEntries.pipe(scene, Addresses.VICTIM);
        boolean theirs =
                scene.kernel().awaits(PATIENCE, KernelWatch.FAIL2BAN, List.of(Addresses.VICTIM));
        boolean ours = scene.kernel().isBanned(KernelWatch.POSTWARDEN, Addresses.VICTIM);
        checks.that("postwarden does not ban whom a pipe in /etc/aliases accuses", !ours);
        checks.figure(
                "innocent banned by a pipe in /etc/aliases that calls itself smtpd",
                "postwarden " + (ours ? 1 : 0) + ", fail2ban " + (theirs ? 1 : 0));
    }

    private long cpuMilliseconds(long pid) {
        Matcher times =
                CPU_TIMES.matcher(scene.machine().run("cat /proc/" + pid + "/stat").orThrow());
        if (!times.find()) {
            throw new IllegalStateException("no times of process " + pid);
        }
        return TICK_MILLISECONDS
                * (Long.parseLong(times.group(1)) + Long.parseLong(times.group(2)));
    }

    private static String name(String table) {
        return table.equals(KernelWatch.FAIL2BAN) ? "fail2ban" : "postwarden";
    }
}
