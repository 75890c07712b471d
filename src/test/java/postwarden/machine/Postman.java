package postwarden.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * People whose mail has to get through whatever happens: another server on port 25 (IPv4 and IPv6),
 * a user who logs in on 587 by STARTTLS, and one on 465.
 */
final class Postman {
    /** Slow enough that nobody could call it a flood: 20 a minute from each address. */
    private static final Duration PACE = Duration.ofSeconds(3);

    private final Machine machine;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int sent;

    Postman(Machine machine) {
        this.machine = machine;
    }

    interface Action {
        void run() throws Exception;
    }

    /** Mail keeps coming while something goes on; then whether it flowed. */
    void during(String what, Checks checks, Action action) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread round = Thread.ofVirtual().start(() -> deliverUntil(end));
        try {
            action.run();
        } finally {
            end.countDown();
            round.join();
        }
        report(checks, "during " + what);
    }

    private void deliverUntil(CountDownLatch end) {
        try {
            do {
                deliverAll();
            } while (!end.await(PACE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One message each, and whether it flowed. */
    void deliver(Checks checks, String when) throws Exception {
        deliverAll();
        report(checks, when);
    }

    private void deliverAll() {
        deliver(Addresses.FRIEND, Client.SMTP);
        deliver(Addresses.FRIEND6, Client.SMTP);
        deliver(Addresses.USER, Client.SUBMISSION);
        deliver(Addresses.USER, Client.SMTPS);
    }

    private synchronized void deliver(String from, int port) {
        String token = "token-" + ++sent + "-";
        try (Client client = Client.connect(from, port)) {
            Client.expect("250", client.say("EHLO " + Client.NAME));
            if (port == Client.SUBMISSION) {
                client.startTls();
            }
            if (port != Client.SMTP) {
                Client.expect("235", client.login("alice", "secret"));
            }
            client.deliver(token);
            client.say("QUIT");
            accepted.add(token);
        } catch (IOException e) {
            refused.add(from + " port " + port + ": " + e.getMessage());
        }
    }

    /** Whether all that was sent since the last time was accepted and lies in the mailbox. */
    private synchronized void report(Checks checks, String when) throws Exception {
        List<String> tokens = List.copyOf(accepted);
        List<String> troubles = List.copyOf(refused);
        accepted.clear();
        refused.clear();
        boolean arrived =
                Patience.until(
                        Duration.ofSeconds(15),
                        () -> {
                            String mailbox = machine.run("cat /var/mail/alice").text();
                            return tokens.stream().allMatch(mailbox::contains);
                        });
        checks.that(
                "mail flows " + when,
                arrived && troubles.isEmpty() && !tokens.isEmpty(),
                tokens.size()
                        + " accepted"
                        + (arrived ? " and in the mailbox" : ", not all of it in the mailbox")
                        + (troubles.isEmpty() ? "" : ", refused: " + troubles));
    }
}
