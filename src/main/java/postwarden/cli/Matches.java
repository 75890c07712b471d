package postwarden.cli;

import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.daemon.Reports;

/** Every strike of a replay, as it is judged. */
record Matches(Printer printer) {
    /** One strike, and what became of it. */
    record Match(
            String time,
            String offender,
            String rule,
            String jail,
            String verdict,
            String message) {}

    void print(Turn turn) {
        turn.judgements().stream().map(Matches::match).forEach(this::print);
    }

    private void print(Match match) {
        if (printer.isJson()) {
            printer.json(match);
        } else {
            printer.out()
                    .printf(
                            "%s  %s  %s  %s  %s%n",
                            match.time(),
                            match.offender(),
                            match.rule(),
                            match.verdict(),
                            Terminal.printable(match.message()));
        }
    }

    private static Match match(Judgement judgement) {
        Strike strike = judgement.strike();
        return new Match(
                Reports.time(strike.time()),
                strike.offender().toString(),
                strike.rule(),
                strike.jail(),
                verdict(judgement.verdict()),
                strike.message());
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Spared spared -> "spared: " + spared.why();
            case Verdict.AlreadyBanned known -> "already banned";
            case Verdict.Counted counted ->
                    "counted " + counted.count() + " of " + counted.maxRetry();
            case Verdict.Observed observed ->
                    "observed "
                            + observed.count()
                            + " of "
                            + observed.maxRetry()
                            + (observed.would().isPresent() ? ", would be banned" : "");
            case Verdict.Held held -> "held back in a storm of " + held.kind();
            case Verdict.Banned banned -> "banned";
        };
    }
}
