package postwarden.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import postwarden.Friends;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.daemon.JournalSource;
import postwarden.friends.FriendWatch;
import postwarden.ledger.Check;
import postwarden.rules.CompiledBook;
import postwarden.rules.Problem;
import postwarden.rules.Reading;
import postwarden.rules.Rules;

/** Looks at everything in turn. One thread's. */
public final class Doctor {
    /** DNS may not answer. */
    private static final int PATIENCE_SECONDS = 15;

    private final Settings settings;
    private final Path configuration;
    private final Rules rules;
    private final Host host;
    private final InstantSource clock;

    /**
     * @param configuration where the settings are from
     */
    public Doctor(Settings settings, Path configuration, Rules rules, InstantSource clock) {
        this(settings, configuration, rules, Host.here(), clock);
    }

    Doctor(Settings settings, Path configuration, Rules rules, Host host, InstantSource clock) {
        this.settings = settings;
        this.configuration = configuration;
        this.rules = rules;
        this.host = host;
        this.clock = clock;
    }

    /** What guarding needs, in the order in which one thing needs another. */
    public List<Diagnosis> examine() {
        Instant now = clock.instant();
        List<Diagnosis> found = new ArrayList<>();
        Reading reading = rules.read(settings.rules().files());
        found.addAll(rules(reading));
        reading.book().ifPresent(book -> found.addAll(journal(book, now)));
        found.addAll(Examination.attempt("ledger", this::ledger));
        host.service().ifPresent(service -> found.addAll(service(service)));
        found.addAll(Examination.attempt("time", () -> new KernelClock().look()));
        found.addAll(Examination.attempt("daemon", new GuardExamination(settings)));
        FriendWatch.Known known = friends();
        found.addAll(Examination.attempt("friends", new FriendsExamination(known)));
        host.postconf()
                .ifPresent(
                        each ->
                                found.addAll(
                                        patiently(
                                                new MistakesExamination(
                                                        each, known.list(), host.names()))));
        reading.book().ifPresent(book -> found.addAll(clients(book, known.list(), now)));
        return found;
    }

    private List<Diagnosis> service(ServiceUser service) {
        return Examination.attempt(
                "service", new ServiceExamination(service, settings, configuration));
    }

    private List<Diagnosis> clients(CompiledBook book, Friends friends, Instant now) {
        return Examination.attempt(
                "mistakes",
                new ClientsExamination(
                        JournalSource.source(settings.journal()),
                        book,
                        Believed.here(book),
                        settings,
                        friends,
                        now,
                        ClientsExamination.MOST_ENTRIES));
    }

    private List<Diagnosis> rules(Reading reading) {
        long errors = reading.problems().stream().filter(Problem::isError).count();
        int findings = reading.problems().size();
        String files = settings.rules().enable() + " in " + settings.rules().directory();
        if (reading.book().isEmpty()) {
            return List.of(
                    Diagnosis.wrong(
                            "rules", files + ": " + errors + " errors", "postwarden check"));
        }
        return List.of(
                findings == 0
                        ? Diagnosis.ok("rules", files + " are sound")
                        : Diagnosis.doubtful(
                                "rules",
                                files + ": " + findings + " findings",
                                "postwarden check"));
    }

    private List<Diagnosis> journal(CompiledBook book, Instant now) {
        Believed believed = Believed.here(book);
        List<Diagnosis> found =
                new ArrayList<>(
                        Examination.attempt(
                                "journal",
                                new JournalExamination(
                                        JournalSource.source(settings.journal()),
                                        believed.watched(),
                                        now)));
        if (settings.journal().directory().isEmpty()) {
            found.addAll(Examination.attempt("journald", new JournaldExamination(Path.of("/"))));
        }
        found.addAll(
                Examination.attempt(
                        "postfix", new PostfixExamination(host.postconf(), believed.unknown())));
        return found;
    }

    private List<Diagnosis> ledger() {
        Path file = settings.ledger().file();
        if (Files.notExists(file)) {
            return List.of(
                    Diagnosis.doubtful(
                            "ledger",
                            file + " is not there yet: the first start makes it",
                            "systemctl enable --now postwarden"));
        }
        Check check = Check.of(file);
        return List.of(
                check.isGood()
                        ? Diagnosis.ok(
                                "ledger",
                                "whole: " + check.strikes() + " strikes, " + check.bans() + " bans")
                        : Diagnosis.wrong(
                                "ledger",
                                String.join("; ", check.damage()),
                                "systemctl restart postwarden (restores it from its own copy)"));
    }

    private FriendWatch.Known friends() {
        Settings.Ignore ignore = settings.ignore();
        try (FriendWatch friends =
                new FriendWatch(
                        new FriendWatch.Sources(
                                ignore.addresses(),
                                ignore.self(),
                                ignore.mynetworks(),
                                ignore.sessions()),
                        Optional.empty())) {
            return friends.look();
        }
    }

    /** Without an answer there is nothing to say. */
    private List<Diagnosis> patiently(MistakesExamination examination) {
        return CompletableFuture.supplyAsync(() -> Examination.attempt("mistakes", examination))
                .completeOnTimeout(List.of(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
