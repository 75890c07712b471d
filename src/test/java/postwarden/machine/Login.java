package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Somebody who is banned logs in by sshd, which tells systemd-logind. Only the mail ports are shut:
 * else nobody who is banned could.
 */
final class Login {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FRIEND = "logged in to this host";

    private final Scene scene;
    private final Guard guard;
    private final Checks checks;
    private final String address;

    Login(Scene scene) {
        this.scene = scene;
        this.guard = scene.guard();
        this.checks = scene.checks();
        this.address = scene.addresses().named();
    }

    void play() throws Exception {
        checks.section("A login from afar");
        command(
                """
                set -e
                echo 'firewall.ports = [25, 465, 587]' >/etc/postwarden/postwarden.toml.d/login.toml
                systemctl restart postwarden
                ssh-keygen -q -t ed25519 -N '' -f /root/key
                install -D -o alice -m 0600 /root/key.pub /home/alice/.ssh/authorized_keys
                chown alice /home/alice/.ssh
                systemctl start ssh
                """);
        Failure.RELAY.provoke(address);
        Failure.RELAY.provoke(address);
        boolean banned = Patience.until(PATIENCE, () -> guard.enforces(address));
        boolean shut = !TenFailures.connects(address);
        Process session = logIn();
        try {
            boolean remote = Patience.until(PATIENCE, () -> logind().contains(address));
            boolean lifted = Patience.until(PATIENCE, () -> !guard.enforces(address));
            boolean connects = TenFailures.connects(address);
            checks.that(
                    "it lifts the ban",
                    banned && shut && remote && lifted && connects,
                    "banned %s and shut out %s before; logind knows of it %s; lifted %s, gets in %s; %s"
                            .formatted(
                                    banned,
                                    shut,
                                    remote,
                                    lifted,
                                    connects,
                                    guard.log("ban lifted for a friend")));
            Command.Answer refused = ban();
            checks.that(
                    "while it lasts, a ban by hand is refused",
                    refused.exit() == 65
                            && refused.text().contains(FRIEND)
                            && !guard.enforces(address),
                    refused.text());
            Failure.RELAY.provoke(address);
            Failure.RELAY.provoke(address);
            boolean judged = scene.judgesTrueStrike();
            List<String> spared = guard.log("spared " + address);
            checks.that(
                    "while it lasts, strikes are spared",
                    judged && !spared.isEmpty() && !guard.enforces(address),
                    spared.toString());
        } finally {
            session.destroy();
            session.waitFor();
        }
        checks.that(
                "after it, a ban by hand is taken",
                Patience.until(PATIENCE, () -> ban().isGood()) && guard.enforces(address));
        command(
                """
                set -e
                systemctl stop ssh
                rm /etc/postwarden/postwarden.toml.d/login.toml
                systemctl restart postwarden
                """);
    }

    /** By the machine's own client, on our side of the cable; for as long as it runs. */
    private Process logIn() throws IOException {
        String command =
                "exec ssh -i /root/key -b %s -o BatchMode=yes -o StrictHostKeyChecking=no alice@%s cat"
                        .formatted(address, Machine.IPV4);
        return new ProcessBuilder(scene.machine().beside("sh", "-c", command)).start();
    }

    private Command.Answer ban() {
        return scene.machine().run("postwarden ban " + address);
    }

    private String logind() {
        return scene.machine()
                .run(
                        "for each in $(loginctl --no-legend list-sessions | awk '{ print $1 }'); do"
                                + " loginctl show-session --property=RemoteHost $each; done")
                .text();
    }

    private void command(String script) {
        scene.machine().run(script).orThrow();
    }
}
