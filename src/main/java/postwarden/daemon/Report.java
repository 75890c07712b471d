package postwarden.daemon;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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

    void log(Turn turn) {
        turn.judgements().forEach(this::log);
    }

    private void log(Judgement judgement) {
        Strike strike = judgement.strike();
        switch (judgement.verdict()) {
            case Verdict.Banned banned -> banned(strike, banned.ban());
            case Verdict.Spared spared -> spared(strike, spared);
            case Verdict.Counted counted ->
                    say(strike, "strike " + counted.count() + " of " + counted.maxRetry() + ": ");
            case Verdict.AlreadyBanned known ->
                    LOG.debug("strike of {}, who is banned already", strike.offender());
        }
    }

    private static void banned(Strike strike, Ban ban) {
        say(
                strike,
                "banned for " + TimeSpan.format(Duration.between(ban.start(), ban.end())) + ": ");
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
