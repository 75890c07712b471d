package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each of the ten, done for real: free after the first, shut out after the second. */
final class TenFailures {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Of a connection that has to fail. */
    static final int SILENCE_MILLISECONDS = 1_500;

    private final Scene scene;
    private final Checks checks;

    TenFailures(Scene scene) {
        this.scene = scene;
        this.checks = scene.checks();
    }

    void play() throws Exception {
        Map<Failure, String> ipv4 = new LinkedHashMap<>();
        Map<Failure, String> ipv6 = new LinkedHashMap<>();
        for (Failure each : Failure.values()) {
            ipv4.put(each, scene.addresses().fresh(each.kind()));
        }
        for (Failure each : EnumSet.of(Failure.NO_REVERSE_DNS, Failure.RELAY, Failure.LOST)) {
            ipv6.put(each, scene.addresses().fresh6(each.kind()));
        }
        play("The ten failures, IPv4", ipv4);
        play("Three of them, IPv6", ipv6);
        neighbours(ipv6.get(Failure.LOST));
    }

    private void play(String title, Map<Failure, String> attackers) throws Exception {
        checks.section(title);
        long before = scene.guard().status().path("strikes").asLong();
        provoke(attackers);
        boolean counted =
                Patience.until(
                        PATIENCE,
                        () ->
                                scene.guard().status().path("strikes").asLong()
                                        >= before + attackers.size());
        List<String> early = new ArrayList<>(attackers.values());
        early.removeIf(each -> !banned(each));
        checks.that(
                "one strike each bans nobody",
                counted && early.isEmpty(),
                scene.guard().status().path("strikes").asLong()
                        - before
                        + " strikes, banned: "
                        + early);

        Map<Failure, Client> open = new LinkedHashMap<>();
        for (Map.Entry<Failure, String> each : attackers.entrySet()) {
            open.put(each.getKey(), idle(each.getValue()));
        }
        provoke(attackers);
        scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, elements(attackers.values()));
        Map<String, String> bans = scene.guard().bans();
        for (Map.Entry<Failure, String> each : attackers.entrySet()) {
            checkBan(each.getKey(), each.getValue(), bans, open.get(each.getKey()));
        }
    }

    private void checkBan(Failure failure, String address, Map<String, String> bans, Client open)
            throws IOException {
        String rule = bans.getOrDefault(Addresses.offender(address), "no ban");
        boolean reason = rule.equals(failure.rule());
        String set = address.contains(":") ? "banned6" : "banned4";
        long before = scene.guard().dropped(set);
        boolean openIsDead = isDead(open);
        boolean newIsDead = !connects(address);
        long dropped = scene.guard().dropped(set) - before;
        checks.that(
                failure.rule() + ": banned after the second strike, and cut off",
                banned(address) && reason && openIsDead && newIsDead && dropped > 0,
                "%s, in the kernel %s, ban's rule %s, open connection %s, new connection %s, %d packets dropped"
                        .formatted(
                                address,
                                banned(address),
                                rule,
                                openIsDead ? "dead" : "ALIVE",
                                newIsDead ? "times out" : "GETS THROUGH",
                                dropped));
        open.close();
    }

    private void neighbours(String banned) {
        checks.that(
                "the whole /64 is shut out, and the next /64 is not",
                !connects(Addresses.element(banned) + "abcd") && connects("2001:db8:1:98::1"),
                Addresses.element(banned) + "abcd times out, 2001:db8:1:98::1 gets through");
    }

    private boolean banned(String address) {
        return scene.kernel().isBanned(KernelWatch.POSTWARDEN, Addresses.element(address));
    }

    /** All at once. A failure that could not be provoked is a check that failed. */
    private void provoke(Map<Failure, String> attackers) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        attackers.forEach(
                (failure, address) ->
                        threads.add(
                                Thread.ofVirtual()
                                        .start(
                                                () -> {
                                                    try {
                                                        failure.provoke(address);
                                                    } catch (IOException e) {
                                                        checks.that(
                                                                failure.rule() + " is provoked",
                                                                false,
                                                                e.toString());
                                                    }
                                                })));
        for (Thread each : threads) {
            each.join();
        }
    }

    static List<String> elements(Collection<String> addresses) {
        return addresses.stream().map(Addresses::element).toList();
    }

    /** Connected and greeted, silent since. */
    static Client idle(String address) throws IOException {
        Client client = Client.connect(address, Client.SUBMISSION);
        Client.expect("250", client.say("EHLO " + Client.NAME));
        return client;
    }

    static boolean isDead(Client client) {
        try {
            client.patience(SILENCE_MILLISECONDS);
            client.say("NOOP");
            return false;
        } catch (IOException silence) {
            return true;
        }
    }

    static boolean connects(String address) {
        try (Client client = Client.connect(address, Client.SUBMISSION, SILENCE_MILLISECONDS)) {
            client.leavePolitely();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
