package postwarden.machine;

import java.io.IOException;
import java.time.Duration;

/** Whoever is not Postfix may write what they like: nobody is banned for it. */
final class ForgedEntries {
    private final Scene scene;

    ForgedEntries(Scene scene) {
        this.scene = scene;
    }

    void play() throws Exception {
        scene.checks().section("Forged entries");
        forge(
                "by a user, with logger",
                "203.0.113.201",
                3,
                asMallory("logger -p mail.info -t postfix/smtpd \"$m\""));
        forge(
                "by a user, with systemd-cat",
                "203.0.113.202",
                3,
                asMallory("echo \"$m\" | systemd-cat -t postfix/smtpd"));
        forge(
                "by a user, over journald's own socket with forged trusted fields",
                "203.0.113.203",
                3,
                asMallory(
                        """
                        printf '%s\\n' "MESSAGE=$m" SYSLOG_IDENTIFIER=postfix/smtpd _UID=$(id -u postfix) \
                        _SYSTEMD_UNIT=postfix.service _COMM=smtpd _EXE=/usr/lib/postfix/sbin/smtpd | logger --journald"""));
        forge(
                "by a user's own unit named postfix.service",
                "203.0.113.204",
                3,
                asMallory(
                        "XDG_RUNTIME_DIR=/run/user/$(id -u) systemd-run --quiet --user --wait"
                                + " --collect --unit=postfix.service logger -t postfix/smtpd \"$m\""));
        pipe(scene, Addresses.VICTIM);
        check("by a program that Postfix runs for an alias", Addresses.VICTIM, 3);
    }

    /** By a message to an alias that Postfix pipes into a program. */
    static void pipe(Scene scene, String accused) throws IOException {
        try (Client client = Client.connect(Addresses.FRIEND, Client.SMTP)) {
            Client.expect("250", client.say("EHLO " + Client.NAME));
            Client.expect("250", client.say("MAIL FROM:<friend@friends.example>"));
            Client.expect("250", client.say("RCPT TO:<pipe@d.example>"));
            Client.expect("354", client.say("DATA"));
            Client.expect("250", client.say("Subject: x\r\n\r\nAccused: " + accused + "\r\n."));
            client.leavePolitely();
        }
    }

    private void forge(String how, String accused, int times, String script) throws Exception {
        String message =
                "NOQUEUE: reject: RCPT from unknown["
                        + accused
                        + "]: 554 5.7.1 <v@elsewhere.example>: Relay access denied;"
                        + " from=<a@b.example> to=<v@elsewhere.example> proto=ESMTP helo=<e.example>";
        for (int each = 0; each < times; each++) {
            scene.machine().run(Duration.ofSeconds(20), message, script).orThrow();
        }
        check(how, accused, times);
    }

    /** The message comes in as $m. */
    private static String asMallory(String script) {
        return "m=$(cat); export m; runuser -u mallory -- sh -c '"
                + script.replace("'", "'\\''")
                + "'";
    }

    private void check(String how, String accused, int times) throws Exception {
        boolean written = Patience.until(Duration.ofSeconds(15), () -> inJournal(accused) >= times);
        boolean judged = scene.judgesTrueStrike();
        int strikes = scene.guard().strikes(accused);
        boolean banned = scene.kernel().isBanned(KernelWatch.POSTWARDEN, accused);
        scene.checks()
                .that(
                        how + ": no strike and no ban",
                        written && judged && strikes == 0 && !banned,
                        "%d entries in the journal, a true strike after them counted: %s, strikes %d, banned %s"
                                .formatted(inJournal(accused), judged, strikes, banned));
    }

    private long inJournal(String accused) {
        String command =
                "journalctl -q -o cat -t postfix/smtpd --grep='\\[%s\\]' | wc -l"
                        .formatted(accused.replace(".", "\\."));
        return Long.parseLong(scene.machine().run(command).text().strip());
    }
}
