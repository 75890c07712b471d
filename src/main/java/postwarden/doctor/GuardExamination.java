package postwarden.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import postwarden.Firewall;
import postwarden.Refusal;
import postwarden.config.Settings;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.firewall.Firewalls;
import postwarden.firewall.NetworkNamespace;

/**
 * The daemon and its firewall, by the daemon's own word; without one, which firewall would work, in
 * a network namespace of this look's own.
 */
record GuardExamination(Settings settings) implements Examination {
    private static final String DAEMON = "daemon";
    private static final String FIREWALL = "firewall";

    @Override
    public List<Diagnosis> look() {
        StatusReport status;
        try {
            status =
                    new ControlClient(settings.control().socket())
                            .ask(new Request.Status(), StatusReport.class);
        } catch (Refusal refusal) {
            return withoutDaemon(refusal);
        }
        List<Diagnosis> found = new ArrayList<>();
        found.add(
                status.guarding()
                        ? Diagnosis.ok(DAEMON, "it guards since " + status.since())
                        : Diagnosis.wrong(DAEMON, "it does not guard", "postwarden status"));
        status.warnings()
                .forEach(
                        warning ->
                                found.add(
                                        Diagnosis.doubtful(DAEMON, warning, "postwarden status")));
        found.add(enforced(status));
        return found;
    }

    private static Diagnosis enforced(StatusReport status) {
        String bans = status.bans().enforced() + " of " + status.bans().expected() + " bans";
        String finding = status.firewall() + " enforces " + bans;
        return status.bans().enforced() == status.bans().expected()
                ? Diagnosis.ok(FIREWALL, finding)
                : Diagnosis.wrong(FIREWALL, finding, "journalctl --unit=postwarden");
    }

    private List<Diagnosis> withoutDaemon(Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.NO_PERMISSION) {
            throw refusal;
        }
        List<Diagnosis> found = new ArrayList<>();
        found.add(
                Diagnosis.wrong(DAEMON, refusal.getMessage(), "systemctl enable --now postwarden"));
        found.addAll(
                Examination.attempt(
                        FIREWALL, () -> List.of(Diagnosis.ok(FIREWALL, "would be " + trial()))));
        return found;
    }

    /** On a thread that ends with its namespace. */
    private String trial() {
        CompletableFuture<String> name = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                NetworkNamespace.enterNew();
                                name.complete(open());
                            } catch (RuntimeException broken) {
                                name.completeExceptionally(broken);
                            }
                        });
        try {
            return name.join();
        } catch (CompletionException broken) {
            throw broken.getCause() instanceof RuntimeException cause ? cause : broken;
        }
    }

    private String open() {
        try (Firewall firewall =
                Firewalls.open(
                        settings.firewall().backend(),
                        new HashSet<>(settings.firewall().ports()),
                        settings.offender())) {
            return firewall.name();
        }
    }
}
