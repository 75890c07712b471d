package postwarden.machine;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that journald writes is cut short, under it and under the daemon: journald begins
 * another one, the daemon ends by a signal and is started again by systemd. What was read counts
 * once; when something was lost is told.
 */
final class CutJournal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTACKERS = 5;
    private static final String JOURNALD = "systemd-journald";
    private static final Pattern GAP =
            Pattern.compile("the journal lacks .*?, from (\\S+Z) to (\\S+Z)");

    private final Scene scene;
    private final Guard guard;
    private final Checks checks;
    private final List<String> attackers;
    private final String unheard;

    CutJournal(Scene scene) {
        this.scene = scene;
        this.guard = scene.guard();
        this.checks = scene.checks();
        this.attackers = scene.addresses().named(ATTACKERS);
        this.unheard = scene.addresses().named();
    }

    void play() throws Exception {
        checks.section("The journal's file is cut short");
        long recorded = guard.recorded();
        long pid = guard.pid();
        long journald = guard.pid(JOURNALD);
        int deleted = scene.kernel().deleted().size();
        strike();
        boolean counted = Patience.until(PATIENCE, () -> haveStruck(1));
        Instant lost = cutBeforeOneIsHeard(pid);
        strike();

        boolean banned = scene.kernel().awaits(PATIENCE, KernelWatch.POSTWARDEN, attackers);
        boolean judges = scene.judgesTrueStrike();
        recorded = guard.recorded() - recorded;
        checks.that(
                "what was read before counts once, and with what comes after it bans",
                counted && banned && judges && haveStruck(2) && recorded == 2 * ATTACKERS + 1,
                "banned %s, two strikes each %s, the ledger has %d more, of them of whom nobody heard %d"
                        .formatted(banned, haveStruck(2), recorded, guard.strikes(unheard)));
        List<String> gaps = scene.kernel().deleted().stream().skip(deleted).toList();
        checks.that("no ban lapses meanwhile", gaps.isEmpty(), gaps.toString());
        checks.that(
                "systemd starts the daemon again; journald gets through it",
                guard.pid() != pid && guard.pid(JOURNALD) == journald,
                "postwarden %d, then %d; journald %d, then %d"
                        .formatted(pid, guard.pid(), journald, guard.pid(JOURNALD)));
        says("status", guard.status().path("warnings").toString(), lost);
        says("log", String.join("\n", guard.log("SIGBUS|lacks")), lost);
    }

    /** When the strike was that the daemon never hears of: it stands still until it is cut off. */
    private Instant cutBeforeOneIsHeard(long pid) throws Exception {
        scene.machine().run("kill -STOP " + pid).orThrow();
        Failure.RELAY.provoke(unheard);
        Patience.until(PATIENCE, () -> !entry().isBlank());
        String time = entry().strip().replaceFirst("(?s) .*", "");
        scene.machine().run("truncate --size=64K /var/log/journal/*/system.journal").orThrow();
        scene.machine().run("kill -CONT " + pid).orThrow();
        return Instant.EPOCH.plus(
                new BigDecimal(time).movePointRight(6).longValueExact(), ChronoUnit.MICROS);
    }

    private String entry() {
        return scene.machine()
                .run(
                        "journalctl -q -o short-unix -t postfix/smtpd --grep='RCPT from [^ ]*\\[%s\\]' 2>/dev/null"
                                .formatted(unheard.replace(".", "\\.")))
                .text();
    }

    private void says(String where, String text, Instant lost) {
        checks.that(
                where + " says the signal, the library, and which time the journal lacks",
                text.contains("SIGBUS in libsystemd") && tellsOf(lost, text),
                text + ", lost: " + lost);
    }

    private static boolean tellsOf(Instant lost, String text) {
        Matcher gap = GAP.matcher(text);
        return gap.find()
                && !Instant.parse(gap.group(1)).isAfter(lost)
                && Instant.parse(gap.group(2)).isAfter(lost);
    }

    private boolean haveStruck(int times) {
        return attackers.stream().allMatch(each -> guard.strikes(each) == times);
    }

    private void strike() throws IOException {
        for (String each : attackers) {
            Failure.RELAY.provoke(each);
        }
    }
}
