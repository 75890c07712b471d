package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Something is interrupted in the middle of an attack: each attacker has one strike before, and one
 * during or after. Somebody banned before tries the door all the while.
 */
final class Interruptions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTACKERS = 5;

    private final Scene scene;
    private final Checks checks;
    private final String banned;

    interface Action {
        void run() throws Exception;
    }

    Interruptions(Scene scene) throws Exception {
        this.scene = scene;
        this.checks = scene.checks();
        this.banned = scene.addresses().named();
        Failure.RELAY.provoke(banned);
        Failure.RELAY.provoke(banned);
        checks.section("Interruptions in the middle of an attack");
        checks.that(
                "somebody is banned before",
                scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, List.of(banned)));
    }

    void restarts() throws Exception {
        interrupt("daemon restarted", command("systemctl restart postwarden"));
        interrupt("daemon killed (SIGKILL)", this::kill);
        // An smtpd ends after 100 clients. Journald, back again, knows no unit for who is gone.
        command("postfix reload").run();
        interrupt("journald restarted", command("systemctl restart systemd-journald"));
        backlog();
    }

    void upgrade() throws Exception {
        String version = version();
        interrupt("package upgraded", command(scene.parcel().upgrade()));
        checks.that(
                "the other release runs",
                scene.guard().isActive() && !version().equals(version),
                version + " -> " + version());
    }

    /** The kernel forgets everything at that; the ledger and the journal do not. */
    Scene reboot() throws Exception {
        List<String> attackers = scene.addresses().named(ATTACKERS);
        strike(attackers);
        awaitStrikes(attackers);
        scene.kernel().close();
        scene.machine().reboot();
        Scene after = scene.rewatched();
        boolean guarding = Patience.until(PATIENCE, after.guard()::isCaughtUp);
        boolean shut = !TenFailures.connects(banned);
        long enforced = after.guard().status().at("/bans/enforced").asLong();
        strike(attackers);
        boolean all = after.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, attackers);
        checks.that(
                "machine rebooted: bans and counts are there again",
                guarding && shut && all,
                "start to READY %s s, %d bans in force, who was banned %s, who had one strike is banned at the second: %s"
                        .formatted(
                                Installation.seconds(after.guard().startTime()),
                                enforced,
                                shut ? "still is" : "IS NOT",
                                all));
        return after;
    }

    void erase() throws Exception {
        checks.section("Erasing in the middle of an attack");
        try (Siege siege = new Siege(banned)) {
            boolean beforehand = Patience.until(PATIENCE, () -> siege.attempts() > 2);
            int successes = siege.successes();
            strike(scene.addresses().named(ATTACKERS));
            Command.Answer erased = scene.machine().run(scene.parcel().kind().erase());
            checks.that("it is erased", erased.isGood(), erased.isGood() ? "" : erased.text());
            checks.that(
                    "until then who was banned did not get through, afterwards does",
                    beforehand
                            && successes == 0
                            && Patience.until(PATIENCE, () -> siege.successes() > 0));
        }
        gone("no table is left in the kernel", "! nft list tables | grep -q postwarden");
        gone("no process is left", "! pgrep -f '[p]ostwarden\\.cli\\.Postwarden'");
        // Debian keeps the name of a removed unit masked until the package is purged.
        gone("no unit is left to start", "! systemctl start postwarden");
        gone("no control socket is left", "! test -e /run/postwarden");
        gone("no compiled classes are left", "! test -e /var/cache/postwarden");
        gone("the ledger is kept", "test -s /var/lib/postwarden/ledger.db");
        String left =
                scene.machine()
                        .run("find / -xdev -path /proc -prune -o -iname '*postwarden*' -print")
                        .text();
        checks.figure(
                scene.parcel().kind() + ": files left after erasing",
                String.join(
                        ", ", left.lines().filter(each -> !each.startsWith("/root/")).toList()));
    }

    private void gone(String what, String test) {
        Command.Answer answer = scene.machine().run("{ " + test + "; } 2>&1");
        checks.that(what, answer.isGood(), answer.isGood() ? "" : answer.text());
    }

    private void interrupt(String what, Action action) throws Exception {
        List<String> attackers = scene.addresses().named(ATTACKERS);
        strike(attackers);
        awaitStrikes(attackers);
        int deleted = scene.kernel().deleted().size();
        try (Siege siege = new Siege(banned)) {
            List<Exception> troubles = new ArrayList<>();
            Thread seconds = Thread.ofVirtual().start(() -> strikeOrTell(attackers, troubles));
            action.run();
            seconds.join();
            boolean all = scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, attackers);
            boolean again = Patience.until(PATIENCE, scene.guard()::isCaughtUp);
            List<String> gaps = scene.kernel().deleted().stream().skip(deleted).toList();
            checks.that(
                    what + ": counts go on, and bans never lapse",
                    all && again && troubles.isEmpty() && gaps.isEmpty() && siege.successes() == 0,
                    "second strikes banned %s, guarding again %s, deleted in the kernel %s, %d of %d attempts of the banned got through%s"
                            .formatted(
                                    all,
                                    again,
                                    gaps.isEmpty() ? "nothing" : gaps,
                                    siege.successes(),
                                    siege.attempts(),
                                    troubles.isEmpty() ? "" : ", " + troubles));
        }
    }

    /** Both strikes' entries are written while nobody reads them. */
    private void backlog() throws Exception {
        String attacker = scene.addresses().named();
        command("systemctl stop postwarden").run();
        strike(List.of(attacker));
        strike(List.of(attacker));
        boolean shut = !TenFailures.connects(banned);
        command("systemctl start postwarden").run();
        boolean caught = scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, List.of(attacker));
        checks.that(
                "daemon stopped: who was banned stays out, and what happened meanwhile is judged at the start",
                shut && caught,
                "banned one shut out while stopped %s, attacker banned after the start %s"
                        .formatted(shut, caught));
    }

    private void kill() throws Exception {
        long pid = scene.guard().pid();
        command("systemctl kill --signal=KILL postwarden").run();
        Patience.until(PATIENCE, () -> scene.guard().isActive() && scene.guard().pid() != pid);
    }

    private Action command(String script) {
        return () -> scene.machine().run(Duration.ofMinutes(3), script).orThrow();
    }

    private String version() {
        return scene.machine()
                .run(
                        switch (scene.parcel().kind()) {
                            case DEB -> "dpkg-query -W -f '${Version}' postwarden";
                            case RPM -> "rpm -q postwarden";
                        })
                .text()
                .strip();
    }

    private void awaitStrikes(List<String> attackers) throws Exception {
        String last = attackers.getLast();
        Patience.until(PATIENCE, () -> scene.guard().strikes(last) == 1);
    }

    private static void strike(List<String> attackers) throws IOException {
        for (String each : attackers) {
            Failure.RELAY.provoke(each);
        }
    }

    private static void strikeOrTell(List<String> attackers, List<Exception> troubles) {
        try {
            strike(attackers);
        } catch (IOException e) {
            troubles.add(e);
        }
    }
}
