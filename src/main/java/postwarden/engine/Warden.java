package postwarden.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Ends;
import postwarden.Entry;
import postwarden.Forgiveness;
import postwarden.Friends;
import postwarden.Jail;
import postwarden.Match;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Past;
import postwarden.RuleBook;
import postwarden.StormBrake;
import postwarden.Strike;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.Turn.Judgement;

/**
 * Entry, strike, window, verdict, ban. One thread's. Judging changes nothing: the turn it gives is
 * in force once {@link #accept} is told that it has been committed.
 */
public final class Warden {
    private final OffenderSize size;
    private final Windows windows;
    private final Forgiven forgiven;
    private final Storms storms;
    private final Bans bans = new Bans();
    private final Map<Offender, Instant> pardons = new HashMap<>();
    private final Sentence sentence;
    private RuleBook book;
    private List<Jail> jails;
    private Trust trust;
    private Changes changes;

    /**
     * @param past where what left memory is found again; empty: nothing leaves it
     * @param mostTracked how many windows are kept in memory
     */
    public Warden(
            RuleBook book,
            Trust trust,
            OffenderSize size,
            StormBrake brake,
            Optional<Past> past,
            int mostTracked) {
        this.book = book;
        this.jails = book.jails();
        this.trust = trust;
        this.size = size;
        this.windows = new Windows(past, mostTracked);
        this.forgiven = new Forgiven(past, mostTracked);
        this.storms = new Storms(brake, past);
        this.sentence = new Sentence(past, bans, pardons);
        this.changes = new Changes(windows, bans);
    }

    /**
     * At start: what the ledger knows.
     *
     * @return false for a ban of so much that nobody can have meant it: it is left out
     */
    public boolean recall(Ban known) {
        boolean meant = !OffenderSize.isTooLarge(known.offender().network());
        if (meant) {
            bans.add(known);
        }
        return meant;
    }

    public void recall(Map<Offender, Instant> knownPardons) {
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
        forgiven.discard();
        storms.discard();
        Judge judge = new Judge(changes, pardons, forgiven, storms, sentence, friends);
        List<Judgement> judgements = new ArrayList<>();
        for (Entry entry : batch.entries()) {
            for (Jail jail : jails) {
                judge(jail, entry, judge, friends).ifPresent(judgements::add);
            }
        }
        return new Turn(
                judgements,
                List.copyOf(forgiven.added().values()),
                storms.addedPaces(),
                batch.end());
    }

    /** The last turn that was judged has been committed. */
    public void accept() {
        changes.accept();
        forgiven.accept();
        storms.accept();
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
        return bans.lasting(now);
    }

    /** Those of {@link #bans} that share an address with the network. */
    public Stream<Ban> overlapping(Network network, Instant now) {
        return bans.overlapping(network, now);
    }

    /** How many {@link #bans} there are. */
    public int banned(Instant now) {
        return bans.countLasting(now);
    }

    /** Until when that very network is to be kept out; empty: it is not. */
    public Optional<Instant> end(Network network, Instant now) {
        return bans.end(network, now);
    }

    /** All networks that are to be kept out; see {@link Ends#become}. */
    public Supplier<Ends> ends(Instant now, Ends into) {
        return bans.ends(now, into);
    }

    /** Whether any jail watches who wrote the entry, and believes it. */
    public boolean believes(Entry entry) {
        return jails.stream().anyMatch(jail -> believes(jail, entry));
    }

    /** The ban that keeps all of the offender out at that time, its own or a network's. */
    public Optional<Ban> holding(Offender offender, Instant time) {
        return bans.covering(offender, time);
    }

    public int tracked() {
        return windows.size();
    }

    /** Whether bans by strikes of that kind are held back at that time. */
    public boolean isStorm(String kind, Instant time) {
        return storms.isOn(kind, time);
    }

    private Optional<Judgement> judge(Jail jail, Entry entry, Judge judge, Friends friends) {
        if (!believes(jail, entry)) {
            return Optional.empty();
        }
        Optional<Match> match = book.match(jail, entry);
        if (match.isEmpty()) {
            book.forgiven(jail, entry)
                    .map(client -> size.offender(client, friends))
                    .map(offender -> new Forgiveness(offender, jail.name(), entry.time()))
                    .ifPresent(forgiven::add);
            return Optional.empty();
        }
        Strike strike = strike(jail, match.get(), entry, friends);
        storms.add(strike.time(), strike.offender(), strike.counting().kind());
        return Optional.of(new Judgement(strike, judge.verdict(strike, match.get().terms())));
    }

    private boolean believes(Jail jail, Entry entry) {
        // Mail logs know no unit.
        boolean watched = entry.unit().isEmpty() || jail.watches(entry.unit().get());
        return watched && trust.believes(jail, entry.owner());
    }

    private Strike strike(Jail jail, Match match, Entry entry, Friends friends) {
        return new Strike(
                size.offender(match.client(), friends),
                jail.name(),
                match.rule(),
                entry.time(),
                match.weight(),
                match.client(),
                entry.cursor(),
                entry.message(),
                new Strike.Counting(match.terms().window(), match.account(), match.kind()));
    }
}
