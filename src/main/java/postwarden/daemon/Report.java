package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import postwarden.Ban;
import postwarden.Strike;
import postwarden.TimeSpan;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;

/** Says in the log what became of each strike. One line an event, facts as fields. */
final class Report {
    /** How many friends are warned of; a bound on memory, far above what a host has. */
    private static final int MOST_WARNED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Report.class);

    private final Set<String> warned = new HashSet<>();
    private final Set<String> storms = new TreeSet<>();
    private final BiPredicate<String, Instant> isStorm;

    /**
     * @param isStorm whether strikes of a kind are held back at a time
     */
    Report(BiPredicate<String, Instant> isStorm) {
        this.isStorm = isStorm;
    }

    void log(Turn turn) {
        turn.judgements().forEach(this::log);
        turn.end().ifPresent(end -> calm(end.time()));
    }

    private void calm(Instant now) {
        storms.removeIf(
                kind -> {
                    boolean over = !isStorm.test(kind, now);
                    if (over) {
                        LOG.atInfo()
                                .setMessage(
                                        "the storm of "
                                                + kind
                                                + " is over: who strikes so again is banned, the"
                                                + " other bans are dropped")
                                .addKeyValue("kind", kind)
                                .log();
                    }
                    return over;
                });
    }

    private void log(Judgement judgement) {
        Strike strike = judgement.strike();
        switch (judgement.verdict()) {
            case Verdict.Banned banned -> banned.bans().forEach(ban -> banned(strike, ban));
            case Verdict.Spared spared -> spared(strike, spared);
            case Verdict.Observed observed -> observed(strike, observed);
            case Verdict.Held held -> held(strike, held);
            case Verdict.Counted counted ->
                    say(strike, "strike " + counted.count() + " of " + counted.maxRetry() + ": ");
            case Verdict.AlreadyBanned known ->
                    LOG.debug("strike of {}, who is banned already", strike.offender());
        }
    }

    private static void banned(Strike strike, Ban ban) {
        String message = "banned for " + length(ban) + ": " + ban.offender();
        if (ban.offender().equals(strike.offender())) {
            log(LOG.atInfo(), message, strike);
            return;
        }
        LOG.atInfo()
                .setMessage(message)
                .addKeyValue("offender", ban.offender())
                .addKeyValue("rule", strike.rule())
                .addKeyValue("jail", strike.jail())
                .log();
    }

    private static String length(Ban ban) {
        return TimeSpan.format(Duration.between(ban.start(), ban.end()));
    }

    private static void observed(Strike strike, Verdict.Observed observed) {
        say(
                strike,
                observed.would()
                        .map(ban -> "observed, would have been banned for " + length(ban) + ": ")
                        .orElse(
                                "observed, strike "
                                        + observed.count()
                                        + " of "
                                        + observed.maxRetry()
                                        + ": "));
    }

    private void held(Strike strike, Verdict.Held held) {
        if (storms.size() < MOST_WARNED && storms.add(held.kind())) {
            LOG.atWarn()
                    .setMessage(
                            "storm of "
                                    + held.kind()
                                    + ": strikes of more offenders than is plausible; their bans"
                                    + " are held back")
                    .addKeyValue("kind", held.kind())
                    .addKeyValue("rule", strike.rule())
                    .addKeyValue("jail", strike.jail())
                    .log();
        }
        if (held.fills()) {
            say(strike, "ban held back: ");
        }
    }

    private static void say(Strike strike, String what) {
        log(LOG.atInfo(), what + strike.offender(), strike);
    }

    private static void log(LoggingEventBuilder line, String message, Strike strike) {
        line.setMessage(message)
                .addKeyValue("offender", strike.offender())
                .addKeyValue("address", strike.client())
                .addKeyValue("rule", strike.rule())
                .addKeyValue("jail", strike.jail())
                .log();
    }

    /** Loud, but once for each. */
    private void spared(Strike strike, Verdict.Spared spared) {
        if (warned.size() < MOST_WARNED && warned.add(strike.client() + " " + spared.why())) {
            log(LOG.atWarn(), "spared " + strike.client() + ": " + spared.why(), strike);
        }
    }
}
