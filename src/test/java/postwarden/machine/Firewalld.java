package postwarden.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** firewalld is in charge of the host's own rules, beside ours, and does to them what it does. */
final class Firewalld {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofMinutes(2);

    /** Older ones are there for systemd before their rules are, and answer afterwards. */
    private static final String READY = "firewall-cmd --state";

    private final Scene scene;
    private final Checks checks;
    private final String banned;

    Firewalld(Scene scene) {
        this.scene = scene;
        this.checks = scene.checks();
        this.banned = scene.addresses().named();
    }

    void play() throws Exception {
        checks.section("firewalld");
        int deleted = scene.kernel().deleted().size();
        int healed = healed();
        command("systemctl start firewalld && " + READY);
        checks.that(
                "it runs with nftables, and shuts the mail ports",
                !table().isEmpty() && !TenFailures.connects(Addresses.FRIEND),
                "firewalld " + scene.machine().run("firewall-cmd --version").text().strip());
        command(
                """
                set -e
                for service in smtp smtp-submission smtps; do
                    firewall-cmd --permanent --add-service=$service
                    firewall-cmd --add-service=$service
                done""");
        ban();
        scene.postman()
                .during(
                        "what firewalld does",
                        checks,
                        () -> {
                            survives("firewall-cmd --reload");
                            survives("firewall-cmd --complete-reload");
                            survives("systemctl restart firewalld && " + READY);
                        });
        survives("systemctl stop firewalld");
        List<String> gone = scene.kernel().deleted().stream().skip(deleted).toList();
        checks.that(
                "of ours nothing was deleted, and nothing had to be healed",
                gone.isEmpty() && healed() == healed,
                gone.toString());
    }

    private void ban() throws Exception {
        Failure.RELAY.provoke(banned);
        try (Client open = TenFailures.idle(banned)) {
            Failure.RELAY.provoke(banned);
            boolean isBanned =
                    scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, List.of(banned));
            boolean openIsDead = TenFailures.isDead(open);
            checks.that(
                    "whom its zone lets in is banned after the second strike, and cut off",
                    isBanned && openIsDead && !TenFailures.connects(banned),
                    "in the kernel %s, open connection %s"
                            .formatted(isBanned, openIsDead ? "dead" : "ALIVE"));
        }
    }

    private void survives(String command) throws Exception {
        String table = table();
        long dropped;
        int successes;
        try (Siege siege = new Siege(banned)) {
            Patience.until(PATIENCE, () -> siege.attempts() > 1);
            command(command);
            long before = scene.guard().dropped("banned4");
            int attempts = siege.attempts();
            Patience.until(PATIENCE, () -> siege.attempts() > attempts + 2);
            dropped = scene.guard().dropped("banned4") - before;
            successes = siege.successes();
        }
        boolean other = !table().equals(table);
        boolean inKernel = scene.guard().enforces(banned);
        boolean othersConnect = TenFailures.connects(Addresses.FRIEND);
        JsonNode bans = scene.guard().status().path("bans");
        checks.that(
                command + ": the banned stay out, the others get in",
                other
                        && inKernel
                        && successes == 0
                        && dropped > 0
                        && othersConnect
                        && bans.path("enforced").asLong(-1) == bans.path("expected").asLong(),
                "firewalld's table is another one %s, the ban in the kernel %s, attempts that got through %d, packets dropped afterwards %d, others get in %s, bans %s"
                        .formatted(other, inKernel, successes, dropped, othersConnect, bans));
    }

    /** Its first line, with a number that no table after it has; empty without a table. */
    private String table() {
        return scene.machine()
                .run("nft -a list table inet firewalld 2>/dev/null | sed -n 1p")
                .text();
    }

    private int healed() {
        return scene.guard().log("firewall differs from the ledger").size();
    }

    private void command(String script) {
        scene.machine().run(COMMAND, script).orThrow();
    }
}
