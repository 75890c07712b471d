package postwarden.machine;

import java.time.Duration;
import java.util.List;

/** firewalld is in charge of the host's own rules, beside ours, and does to them what it does. */
final class Firewalld {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofMinutes(2);

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
        command("systemctl start firewalld");
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
                            survives("systemctl restart firewalld");
                        });
        survives("systemctl stop firewalld");
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
        int deleted = scene.kernel().deleted().size();
        long healings = healings();
        String table = table();
        long dropped;
        int tries;
        int successes;
        try (Siege siege = new Siege(banned)) {
            Patience.until(PATIENCE, () -> siege.attempts() > 1);
            command(command);
            dropped = scene.guard().dropped("banned4");
            int before = siege.attempts();
            Patience.until(PATIENCE, () -> siege.attempts() > before + 2);
            dropped = scene.guard().dropped("banned4") - dropped;
            tries = siege.attempts();
            successes = siege.successes();
        }
        boolean others = TenFailures.connects(Addresses.FRIEND);
        long expected = scene.guard().status().at("/bans/expected").asLong();
        long enforced = scene.guard().status().at("/bans/enforced").asLong();
        List<String> gone = scene.kernel().deleted().stream().skip(deleted).toList();
        checks.that(
                command + ": the banned stay out, the others get in, nothing has to be healed",
                !table().equals(table)
                        && scene.guard().enforces(banned)
                        && successes == 0
                        && dropped > 0
                        && others
                        && expected == enforced
                        && gone.isEmpty()
                        && healings() == healings,
                "its table is %s, the ban in the kernel %s, %d of %d attempts got through, %d packets dropped afterwards, others %s, %d expected, %d enforced, deleted %s, healed %d times"
                        .formatted(
                                table().equals(table) ? "THE SAME" : "another",
                                scene.guard().enforces(banned),
                                successes,
                                tries,
                                dropped,
                                others ? "get in" : "ARE SHUT OUT",
                                expected,
                                enforced,
                                gone.isEmpty() ? "nothing" : gone,
                                healings() - healings));
    }

    /** Its first line, with a number that no table after it has; empty without a table. */
    private String table() {
        return scene.machine()
                .run("nft -a list table inet firewalld 2>/dev/null | sed -n 1p")
                .text();
    }

    private long healings() {
        return scene.guard().log("firewall differs from the ledger").size();
    }

    private void command(String script) {
        scene.machine().run(COMMAND, script).orThrow();
    }
}
