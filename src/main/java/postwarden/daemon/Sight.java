package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.TimeSpan;
import postwarden.Watched;

/**
 * What keeps the guard from seeing, though nothing is broken: a journal that is read too late,
 * clocks that are wrong, and what is seen around it. The watch's thread only.
 */
final class Sight {
    /** How long what happened once stays in {@code status}. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    private static final Duration AHEAD = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Sight.class);

    private final Surroundings surroundings;
    private Optional<Instant> lateSince = Optional.empty();
    private Optional<Jump> jump = Optional.empty();
    private Optional<Future> future = Optional.empty();
    private Set<String> known = Set.of();

    private record Jump(Instant at, Duration length) {}

    /**
     * Entries with times that were yet to come.
     *
     * @param ahead of the one that was farthest
     */
    private record Future(Instant seen, long entries, Duration ahead) {}

    Sight(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void follow(Watched watched) {
        surroundings.follow(watched);
    }

    void read(Batch batch, Instant now) {
        if (batch.tally().entries() > 0) {
            batch.end().ifPresent(end -> surroundings.heard(end.time()));
        }
        for (Entry entry : batch.entries()) {
            Duration ahead = Duration.between(now, entry.time());
            if (ahead.compareTo(AHEAD) > 0) {
                future = Optional.of(plus(ahead, now));
            }
        }
    }

    void clockJumped(Duration length, Instant now) {
        jump = Optional.of(new Jump(now, length));
    }

    /** Now and then. */
    void look(Instant now, Duration lag) {
        lateSince =
                lag.compareTo(LATE) > 0 ? lateSince.or(() -> Optional.of(now)) : Optional.empty();
        jump = jump.filter(each -> isRecent(each.at(), now));
        future = future.filter(each -> isRecent(each.seen(), now));
        Set<String> troubles = new HashSet<>();
        for (Warning warning : warnings(now)) {
            troubles.add(warning.about());
            if (!known.contains(warning.about())) {
                LOG.warn(warning.sentence());
            }
        }
        known = troubles;
    }

    List<Warning> warnings(Instant now) {
        List<Warning> warnings = new ArrayList<>(surroundings.warnings());
        lateSince
                .filter(since -> Duration.between(since, now).compareTo(LATE) > 0)
                .ifPresent(since -> warnings.add(late(since)));
        jump.ifPresent(each -> warnings.add(warning(each)));
        future.ifPresent(each -> warnings.add(warning(each)));
        return warnings;
    }

    private Future plus(Duration ahead, Instant now) {
        long before = future.map(Future::entries).orElse(0L);
        Duration farthest = future.map(Future::ahead).orElse(Duration.ZERO);
        return new Future(now, before + 1, ahead.compareTo(farthest) > 0 ? ahead : farthest);
    }

    private static boolean isRecent(Instant time, Instant now) {
        return time.isAfter(now.minus(REMEMBERED));
    }

    private static Warning late(Instant since) {
        return new Warning(
                "late", "the journal is read more than a minute late since " + Reports.time(since));
    }

    private static Warning warning(Jump jump) {
        return new Warning(
                "jump " + jump.at(),
                "the clock jumped by "
                        + TimeSpan.format(jump.length())
                        + " at "
                        + Reports.time(jump.at()));
    }

    private static Warning warning(Future future) {
        return new Warning(
                "future",
                future.entries()
                        + (future.entries() == 1 ? " entry came" : " entries came")
                        + " from the future, by up to "
                        + TimeSpan.format(future.ahead())
                        + ": was the clock set back?");
    }
}
