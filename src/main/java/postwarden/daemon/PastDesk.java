package postwarden.daemon;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import postwarden.LedgerException;
import postwarden.Network;
import postwarden.Offender;
import postwarden.control.BanReport;
import postwarden.control.WhyReport;
import postwarden.ledger.History;

/** Questions about the past: a connection of its own for each, beside the watch. Any thread. */
final class PastDesk {
    private static final int MOST_BANS = 100_000;
    private static final int MOST_STRIKES = 1000;

    private final Path ledger;
    private final Naming naming;
    private final InstantSource clock;
    private final Runnable suspect;

    /**
     * @param suspect told when the ledger looks damaged
     */
    PastDesk(Path ledger, Naming naming, InstantSource clock, Runnable suspect) {
        this.ledger = ledger;
        this.naming = naming;
        this.clock = clock;
        this.suspect = suspect;
    }

    BanReport[] bans() {
        return asked(history -> reports(history.bans(MOST_BANS)).toArray(BanReport[]::new));
    }

    /** A single address that has nothing of its own is asked for as what it stands for. */
    WhyReport why(String address) {
        Offender offender = naming.named(address).offender();
        Offender itself = Offender.parse(address).orElseThrow();
        return asked(
                history -> {
                    WhyReport own = why(history, itself);
                    boolean empty = own.bans().isEmpty() && own.strikes().isEmpty();
                    return empty ? why(history, offender) : own;
                });
    }

    private <T> T asked(Function<History, T> question) {
        try (History history = History.open(ledger)) {
            return question.apply(history);
        } catch (LedgerException broken) {
            if (broken.isDamage()) {
                suspect.run();
            }
            throw broken;
        }
    }

    /** The bans are those of the networks around the offender, too: they keep it out as well. */
    private WhyReport why(History history, Offender offender) {
        Instant now = clock.instant();
        List<History.Recorded> bans = history.bans(around(offender), MOST_BANS);
        BanReport inForce =
                bans.stream()
                        .filter(ban -> ban.lifted().isEmpty())
                        .map(History.Recorded::ban)
                        .filter(ban -> ban.covers(now))
                        .findFirst()
                        .map(Reports::ban)
                        .orElse(null);
        List<WhyReport.StrikeReport> strikes =
                history.strikes(offender, MOST_STRIKES).stream()
                        .map(judged -> Reports.strike(judged.strike(), judged.verdict()))
                        .toList();
        return new WhyReport(offender.toString(), inForce, reports(bans), strikes);
    }

    private static List<Offender> around(Offender offender) {
        Network network = offender.network();
        int widest = network.isIpv4() ? 96 : 0;
        return IntStream.rangeClosed(widest, network.bits())
                .mapToObj(bits -> new Offender(new Network(network.first(), bits)))
                .toList();
    }

    private static List<BanReport> reports(List<History.Recorded> bans) {
        return bans.stream().map(Reports::ban).toList();
    }
}
