package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import postwarden.Ban;
import postwarden.BanTime;
import postwarden.Offender;
import postwarden.Past;
import postwarden.Policy;
import postwarden.Strike;

/** How long whom: makes bans of a window that is full. One thread's. */
final class Sentence {
    private final Optional<Past> past;
    private final Bans bans;
    private final Map<Offender, Instant> pardons;

    Sentence(Optional<Past> past, Bans bans, Map<Offender, Instant> pardons) {
        this.past = past;
        this.bans = bans;
        this.pardons = pardons;
    }

    /**
     * @param added what the turn at hand has added to the bans
     */
    Ban of(Offender offender, Strike strike, Window.Filled filled, Policy policy, Bans added) {
        Instant start = filled.last().time();
        Duration time =
                policy.banTime()
                        .growth()
                        .map(growth -> earlier(offender, strike.jail(), start, growth, added))
                        .map(policy.banTime()::after)
                        .orElse(policy.banTime().first());
        return new Ban(
                offender,
                start,
                start.plus(time),
                new Ban.Cause.Strikes(
                        strike.jail(), filled.last().rule(), filled.weight(), policy.findTime()),
                filled.translated(offender));
    }

    /** An unban forgets them all, and so does time. */
    private int earlier(
            Offender offender, String jail, Instant start, BanTime.Growth growth, Bans added) {
        Instant endedAfter = start.minus(growth.forget());
        Instant startedAfter = pardons.getOrDefault(offender, Instant.MIN);
        Predicate<Ban> counts =
                ban ->
                        ban.cause() instanceof Ban.Cause.Strikes strikes
                                && strikes.jail().equals(jail)
                                && ban.start().isAfter(startedAfter)
                                && ban.start().isBefore(start)
                                && ban.end().isAfter(endedAfter);
        int committed =
                past.map(each -> each.bans(offender, jail, startedAfter, start, endedAfter))
                        .orElseGet(() -> count(bans.of(offender), counts));
        return committed + count(added.of(offender), counts);
    }

    private static int count(List<Ban> bans, Predicate<Ban> counts) {
        return (int) bans.stream().filter(counts).count();
    }
}
