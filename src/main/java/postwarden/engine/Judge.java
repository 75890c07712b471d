package postwarden.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Friends;
import postwarden.Network;
import postwarden.Offender;
import postwarden.Strike;
import postwarden.Terms;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.WindowKey;

/** Finds the verdicts of one turn, and what each changes for the next. One thread's. */
final class Judge {
    private final Changes changes;
    private final Map<Offender, Instant> pardons;
    private final Forgiven forgiven;
    private final Storms storms;
    private final Sentence sentence;
    private final Friends friends;

    Judge(
            Changes changes,
            Map<Offender, Instant> pardons,
            Forgiven forgiven,
            Storms storms,
            Sentence sentence,
            Friends friends) {
        this.changes = changes;
        this.pardons = pardons;
        this.forgiven = forgiven;
        this.storms = storms;
        this.sentence = sentence;
        this.friends = friends;
    }

    Verdict verdict(Strike strike, Terms terms) {
        Optional<Friends.Friend> friend = friend(strike.client());
        if (friend.isPresent()) {
            return new Verdict.Spared(friend.get().toString());
        }
        Instant pardon = pardons.get(strike.offender());
        if (pardon != null && !strike.time().isAfter(pardon)) {
            return new Verdict.Spared("unbanned later");
        }
        if (!strike.time().isAfter(forgiven.until(strike.offender(), strike.jail()))) {
            return new Verdict.Spared("forgiven later");
        }
        Optional<Ban> covering = changes.covering(strike.offender(), strike.time());
        if (covering.isPresent()) {
            return new Verdict.AlreadyBanned(covering.get());
        }
        boolean held =
                !terms.observed()
                        && strike.counting()
                                .kind()
                                .filter(kind -> storms.isOn(kind, strike.time()))
                                .isPresent();
        return held ? hold(strike, terms) : count(strike, terms);
    }

    private Optional<Friends.Friend> friend(Address client) {
        Optional<Friends.Friend> friend = friends.overlapping(Network.of(client));
        return client.isTranslated() && friend.isEmpty()
                ? friends.overlapping(Network.of(client.untranslated()))
                : friend;
    }

    private Verdict count(Strike strike, Terms terms) {
        Window window = window(strike, terms).plus(Window.Mark.of(strike, false));
        Optional<Window.Filled> filled = window.filled(terms.policy(), strike.time());
        if (filled.isPresent()) {
            return full(strike, terms, window, filled.get());
        }
        changes.put(strike.key(), window, terms.policy());
        int count = window.weight(strike.time(), terms.policy().findTime());
        int most = terms.policy().maxRetry();
        return terms.observed()
                ? new Verdict.Observed(count, most, Optional.empty())
                : new Verdict.Counted(count, most);
    }

    private Verdict full(Strike strike, Terms terms, Window window, Window.Filled filled) {
        Ban own = ban(strike.offender(), strike, terms, filled);
        Verdict verdict =
                terms.observed()
                        ? new Verdict.Observed(
                                filled.weight(), terms.policy().maxRetry(), Optional.of(own))
                        : new Verdict.Banned(own, others(strike, terms, filled));
        Instant emptied = new Judgement(strike, verdict).empties().orElseThrow();
        changes.put(strike.key(), window.emptiedUntil(emptied), terms.policy());
        if (verdict instanceof Verdict.Banned banned) {
            banned.bans().forEach(changes::add);
        }
        return verdict;
    }

    /** In a window of an account: whoever has a strike in it and is not banned by now. */
    private List<Ban> others(Strike strike, Terms terms, Window.Filled filled) {
        Set<Offender> offenders = filled.offenders();
        offenders.remove(strike.offender());
        return offenders.stream()
                .filter(each -> changes.covering(each, filled.last().time()).isEmpty())
                .filter(each -> friends.overlapping(each.network()).isEmpty())
                .map(each -> ban(each, strike, terms, filled))
                .toList();
    }

    private Ban ban(Offender offender, Strike strike, Terms terms, Window.Filled filled) {
        return sentence.of(offender, strike, filled, terms.policy(), changes.added());
    }

    /** As if it were counted; but whom it would ban stays as he is, until later strikes tell. */
    private Verdict hold(Strike strike, Terms terms) {
        String kind = strike.counting().kind().orElseThrow();
        Window window = window(strike, terms);
        if (isDue(window, strike, terms)) {
            return new Verdict.Held(kind, false, false);
        }
        Window longer = window.plus(Window.Mark.of(strike, true));
        changes.put(strike.key(), longer, terms.policy());
        return new Verdict.Held(kind, isDue(longer, strike, terms), true);
    }

    private static boolean isDue(Window window, Strike strike, Terms terms) {
        Instant from = strike.time().minus(terms.policy().findTime());
        return window.without(mark -> mark.time().isBefore(from))
                .released()
                .filled(terms.policy(), Instant.MIN)
                .isPresent();
    }

    /**
     * Without what was forgiven after it was counted; and what was counted before it was known to
     * be a storm's is the storm's as well.
     */
    private Window window(Strike strike, Terms terms) {
        WindowKey key = strike.key();
        Window window =
                changes.window(key, strike.time().minus(terms.policy().findTime()))
                        .without(mark -> isForgiven(mark, strike.jail()));
        return terms.observed() ? window : window.holding(this::isOfStorm);
    }

    private boolean isForgiven(Window.Mark mark, String jail) {
        return !mark.time().isAfter(forgiven.until(mark.offender(), jail));
    }

    private boolean isOfStorm(Window.Mark mark) {
        return mark.kind().filter(kind -> storms.isOn(kind, mark.time())).isPresent();
    }
}
