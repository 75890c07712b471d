package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.BanTime;
import postwarden.Jail;
import postwarden.Ledger;
import postwarden.LedgerException;
import postwarden.Network;
import postwarden.Policy;
import postwarden.Position;
import postwarden.Rule;
import postwarden.RuleBook;
import postwarden.friends.FriendList;
import postwarden.friends.FriendWatch;

/**
 * What the watch does now and then, in slices that take milliseconds at most: follows friends and
 * users as they change, forgets what is old, notices a clock that jumps. The watch's thread only.
 */
final class Chores {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long USERS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PRUNE_ROWS = 500;
    private static final Duration JUMP = Duration.ofSeconds(5);

    /** How long a ban that is over is still looked for in memory: clocks and journals vary. */
    static final Duration AFTERGLOW = Duration.ofDays(2);

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private final Parts parts;
    private final Amnesty amnesty;
    private final boolean believesUsers;
    private final Supervisor supervisor;

    private RuleBook book;
    private Duration history;
    private Believed believed;
    private Set<Network> befriended = Set.of();
    private Optional<String> rememberedNetworks = Optional.empty();
    private Instant lastTime;
    private long lastNanos;
    private long usersNanos;
    private long pruneNanos;

    /**
     * @param believed whose entries are read
     * @param believesUsers whether that follows this host's users, looked up again while one of
     *     them is unknown
     */
    Chores(
            Parts parts,
            RuleBook book,
            Duration history,
            Believed believed,
            boolean believesUsers,
            Supervisor supervisor) {
        this.parts = parts;
        this.amnesty = new Amnesty(parts.warden(), parts.ledger(), parts.enforcement());
        this.book = book;
        this.history = history;
        this.believed = believed;
        this.believesUsers = believesUsers;
        this.supervisor = supervisor;
        this.lastTime = parts.clock().instant();
        this.lastNanos = System.nanoTime();
        this.usersNanos = lastNanos;
        this.pruneNanos = lastNanos;
    }

    /**
     * Once a turn; does nothing most of the time.
     *
     * @param lag how far the reading of the journal is behind
     */
    void run(Instant now, long nanoTime, Supplier<Duration> lag) {
        if (nanoTime - lastNanos < EVERY_NANOS) {
            return;
        }
        checkClock(now, nanoTime);
        lastTime = now;
        lastNanos = nanoTime;
        supervisor.alive(nanoTime, () -> status(now));
        parts.sight().look(now, lag.get());
        followFriends();
        amnesty.step(now);
        if (believesUsers && nanoTime - usersNanos >= USERS_NANOS) {
            usersNanos = nanoTime;
            followUsers();
        }
        if (nanoTime - pruneNanos >= PRUNE_NANOS) {
            forget(now, nanoTime);
        }
    }

    void follow(RuleBook newBook, Believed newBelieved, Duration newHistory) {
        book = newBook;
        believed = newBelieved;
        parts.sight().follow(newBelieved.watched());
        history = newHistory;
        befriend(parts.friends().current().list());
    }

    Set<String> unknownUsers() {
        return believed.unknown();
    }

    /** The rules that ban nobody; a jail's name in place of all its rules. */
    Set<String> observing() {
        Set<String> names = new TreeSet<>();
        for (Jail jail : book.jails()) {
            List<String> observing =
                    jail.rules().stream()
                            .filter(rule -> rule.terms().observed())
                            .map(Rule::name)
                            .toList();
            boolean all = observing.size() == jail.rules().size() && !observing.isEmpty();
            names.addAll(all ? List.of(jail.name()) : observing);
        }
        return names;
    }

    /** Whether there is anybody whose entries are judged. */
    boolean believesAnybody() {
        return believed.watched().owners().map(owners -> !owners.isEmpty()).orElse(true);
    }

    /** The kernel lets a friend through as soon as it is known to be one. */
    void followFriends() {
        FriendWatch.Known known = parts.friends().current();
        befriend(known.list());
        if (!known.mynetworks().equals(rememberedNetworks)) {
            known.mynetworks().ifPresent(value -> parts.ledger().remember("mynetworks", value));
            rememberedNetworks = known.mynetworks();
        }
    }

    private void befriend(FriendList list) {
        Set<Network> networks = list.networks();
        if (!networks.equals(befriended)) {
            parts.enforcement().befriend(networks);
            Set<Network> added = new HashSet<>(networks);
            added.removeAll(befriended);
            amnesty.find(list, added, lastTime);
            befriended = networks;
        }
    }

    private String status(Instant now) {
        return parts.friends()
                .current()
                .held()
                .or(() -> parts.enforcement().trouble().map("firewall: "::concat))
                .or(() -> parts.reading().trouble().map("journal: "::concat))
                .orElseGet(() -> "guarding: " + parts.warden().banned(now) + " bans in force");
    }

    private void checkClock(Instant now, long nanoTime) {
        Duration jump = Duration.between(lastTime.plusNanos(nanoTime - lastNanos), now);
        if (jump.abs().compareTo(JUMP) < 0) {
            return;
        }
        parts.sight().clockJumped(jump, now);
        if (jump.isNegative()) {
            parts.ledger().bans(now.minus(AFTERGLOW), parts.warden()::recall);
            parts.warden().recall(parts.ledger().pardons());
        }
        parts.enforcement().compareSoon();
    }

    private void followUsers() {
        if (believed.unknown().isEmpty()) {
            return;
        }
        Believed anew = Believed.here(book);
        if (!anew.unknown().equals(believed.unknown())) {
            LOG.info("users of the jails are known now; still unknown: {}", anew.unknown());
            believed = anew;
            parts.sight().follow(anew.watched());
            parts.warden().follow(book, anew.trust());
            parts.reading().watch(anew.watched());
        }
    }

    /** Goes on in the next second while there is more. */
    private void forget(Instant now, long nanoTime) {
        Instant reached =
                parts.reading().position().map(Position::time).filter(now::isAfter).orElse(now);
        try {
            Instant windows = reached.minus(longestFindTime(book).multipliedBy(2));
            Instant strikes = earlier(reached.minus(history), windows);
            Instant bans = earlier(strikes, reached.minus(longestMemory(book)));
            if (!parts.ledger().prune(new Ledger.Keep(strikes, bans, windows), PRUNE_ROWS)) {
                pruneNanos = nanoTime;
            }
        } catch (LedgerException broken) {
            LOG.error("{}; old entries stay for now", broken.getMessage());
            pruneNanos = nanoTime;
        }
        parts.warden().forget(reached.minus(AFTERGLOW));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Duration longestFindTime(RuleBook book) {
        return longest(book, Policy::findTime);
    }

    /** How long earlier bans matter. */
    private static Duration longestMemory(RuleBook book) {
        return longest(
                book,
                policy ->
                        policy.banTime()
                                .growth()
                                .map(BanTime.Growth::forget)
                                .orElse(Duration.ZERO));
    }

    private static Duration longest(RuleBook book, Function<Policy, Duration> time) {
        return book.jails().stream()
                .flatMap(Jail::policies)
                .map(time)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
