package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Friends;
import postwarden.Jail;
import postwarden.Match;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.RuleBook;
import postwarden.Strike;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;

/**
 * Entry, strike, window, verdict, ban. One thread's. Judging changes nothing: the turn it gives is
 * in force once {@link #accept} is told that it has been committed.
 */
public final class Warden {
    private final OffenderSize size;
    private final Windows windows;
    private final Bans bans = new Bans();
    private final Map<Offender, Instant> pardons = new HashMap<>();
    private RuleBook book;
    private List<Jail> jails;
    private Trust trust;
    private Changes changes;

    /**
     * @param past where windows that left memory are found again; empty: they never leave it
     * @param mostTracked how many windows are kept in memory
     */
    public Warden(
            RuleBook book, Trust trust, OffenderSize size, Optional<Past> past, int mostTracked) {
        this.book = book;
        this.jails = book.jails();
        this.trust = trust;
        this.size = size;
        this.windows = new Windows(past, mostTracked);
        this.changes = new Changes(windows, bans);
    }

    /** At start: what the ledger knows. */
    public void recall(List<Ban> known, Map<Offender, Instant> knownPardons) {
        known.forEach(bans::add);
        pardons.putAll(knownPardons);
    }

    /** From the next batch on. */
    public void follow(RuleBook newBook, Trust newTrust) {
        book = newBook;
        jails = newBook.jails();
        trust = newTrust;
    }

    public Turn judge(Batch batch, Friends friends) {
        changes = new Changes(windows, bans);
        List<Judgement> judgements = new ArrayList<>();
        for (Entry entry : batch.entries()) {
            for (Jail jail : jails) {
                strike(jail, entry, friends)
                        .ifPresent(
                                strike ->
                                        judgements.add(
                                                new Judgement(
                                                        strike,
                                                        verdict(strike, jail.policy(), friends))));
            }
        }
        return new Turn(judgements, batch.end());
    }

    /** The last turn that was judged has been committed. */
    public void accept() {
        Map<String, Duration> findTimes = new HashMap<>();
        jails.forEach(jail -> findTimes.put(jail.name(), jail.policy().findTime()));
        windows.putAll(changes.changed(), findTimes);
        changes.added().all().forEach(list -> list.forEach(bans::add));
        changes = new Changes(windows, bans);
    }

    /** A ban by hand, which has been committed. */
    public void accept(Ban ban) {
        bans.add(ban);
    }

    /**
     * An unban that has been committed: ends the offender's bans and empties its windows; what is
     * from before {@code time} counts no more.
     *
     * @return the bans that were lifted
     */
    public List<Ban> unban(Offender offender, Instant time) {
        pardons.put(offender, time);
        windows.forget(offender);
        return bans.remove(offender);
    }

    /** Lets go of bans that were over before then, by the time of the entries still to come. */
    public void forget(Instant endedBefore) {
        bans.forget(endedBefore);
    }

    public Stream<Ban> bans(Instant now) {
        return bans.all().stream()
                .flatMap(Collection::stream)
                .filter(ban -> ban.covers(now) || ban.start().isAfter(now));
    }

    /** The ban that keeps all of the offender out at that time, its own or a network's. */
    public Optional<Ban> holding(Offender offender, Instant time) {
        return bans.covering(offender, time);
    }

    public int tracked() {
        return windows.size();
    }

    private Optional<Strike> strike(Jail jail, Entry entry, Friends friends) {
        // Mail logs know no unit.
        boolean watched = entry.unit().isEmpty() || jail.watches(entry.unit().get());
        if (!watched || !trust.believes(jail, entry.owner())) {
            return Optional.empty();
        }
        Optional<Match> found = book.match(jail, entry);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Match match = found.get();
        return Optional.of(
                new Strike(
                        offender(match.client(), friends),
                        jail.name(),
                        match.rule(),
                        entry.time(),
                        match.weight(),
                        match.client(),
                        entry.cursor(),
                        entry.message()));
    }

    /** One who shares the network with a friend answers for the single address. */
    private Offender offender(Address client, Friends friends) {
        Offender wide = size.offender(client);
        return friends.overlapping(wide.network()).isPresent()
                ? Offender.of(client.untranslated())
                : wide;
    }

    private Verdict verdict(Strike strike, Policy policy, Friends friends) {
        Optional<Friends.Friend> friend = friend(strike.client(), friends);
        if (friend.isPresent()) {
            return new Verdict.Spared(friend.get().why() + " (" + friend.get().network() + ")");
        }
        Instant pardon = pardons.get(strike.offender());
        if (pardon != null && !strike.time().isAfter(pardon)) {
            return new Verdict.Spared("unbanned later");
        }
        Optional<Ban> covering = changes.covering(strike);
        if (covering.isPresent()) {
            return new Verdict.AlreadyBanned(covering.get());
        }
        return count(strike, policy);
    }

    private static Optional<Friends.Friend> friend(Address client, Friends friends) {
        Optional<Friends.Friend> friend = friends.overlapping(Network.of(client));
        return client.isTranslated() && friend.isEmpty()
                ? friends.overlapping(Network.of(client.untranslated()))
                : friend;
    }

    private Verdict count(Strike strike, Policy policy) {
        Instant from = strike.time().minus(policy.findTime());
        Window window =
                changes.window(strike.offender(), strike.jail(), from).plus(Window.Mark.of(strike));
        Optional<Window.Filled> filled = window.filled(policy, strike.time());
        if (filled.isEmpty()) {
            changes.put(strike, window);
            int count = window.weight(strike.time(), policy.findTime());
            return new Verdict.Counted(count, policy.maxRetry());
        }
        Ban ban = ban(strike, filled.get(), policy);
        changes.put(strike, window.emptiedUntil(ban.end()));
        changes.add(ban);
        return new Verdict.Banned(ban);
    }

    private static Ban ban(Strike strike, Window.Filled filled, Policy policy) {
        Instant start = filled.last().time();
        return new Ban(
                strike.offender(),
                start,
                start.plus(policy.banTime()),
                new Ban.Cause.Strikes(
                        strike.jail(), filled.last().rule(), filled.weight(), policy.findTime()),
                filled.translated());
    }
}
