package postwarden.daemon;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postwarden.Ban;
import postwarden.Strike;
import postwarden.TimeSpan;
import postwarden.control.BanReport;
import postwarden.control.ReloadReply;
import postwarden.control.WhyReport;
import postwarden.ledger.History;

/** The nouns as the control socket and {@code --json} show them. */
public final class Reports {
    private Reports() {}

    public static BanReport ban(Ban ban) {
        return ban(ban, ban.end(), "");
    }

    /** A ban that was lifted ends when it was. */
    static BanReport ban(History.Recorded recorded) {
        Ban ban = recorded.ban();
        return ban(ban, recorded.lifted().orElse(ban.end()), recorded.note());
    }

    private static BanReport ban(Ban ban, Instant end, String note) {
        String offender = ban.offender().toString();
        return switch (ban.cause()) {
            case Ban.Cause.Strikes strikes ->
                    new BanReport(
                            offender,
                            time(ban.start()),
                            time(end),
                            strikes.rule(),
                            strikes.jail(),
                            strikes.count()
                                    + (strikes.count() == 1
                                            ? " strike within "
                                            : " strikes within ")
                                    + TimeSpan.format(strikes.findTime())
                                    + ", the last by "
                                    + strikes.rule()
                                    + note);
            case Ban.Cause.ByHand byHand ->
                    new BanReport(
                            offender, time(ban.start()), time(end), null, null, byHand.reason());
        };
    }

    static WhyReport.StrikeReport strike(Strike strike, String verdict) {
        return new WhyReport.StrikeReport(
                time(strike.time()),
                strike.rule(),
                strike.jail(),
                strike.cursor(),
                strike.message(),
                verdict);
    }

    /** What a reload changed, in one line. */
    public static String reload(ReloadReply reply) {
        List<String> news = new ArrayList<>();
        news.addAll(changes("rules", reply.rules()));
        news.addAll(changes("jails", reply.jails()));
        if (!reply.settings().isEmpty()) {
            news.add("settings changed: " + String.join(", ", reply.settings()));
        }
        if (reply.lifted() > 0) {
            news.add(reply.lifted() + (reply.lifted() == 1 ? " ban" : " bans") + " lifted");
        }
        return news.isEmpty() ? "nothing changed" : String.join("; ", news);
    }

    private static List<String> changes(String what, ReloadReply.Changes changes) {
        List<String> news = new ArrayList<>();
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("added", changes.added());
        kinds.put("removed", changes.removed());
        kinds.put("changed", changes.changed());
        kinds.forEach(
                (kind, names) -> {
                    if (!names.isEmpty()) {
                        news.add(what + " " + kind + ": " + String.join(", ", names));
                    }
                });
        return news;
    }

    /** ISO 8601 with offset, whole seconds. */
    public static String time(Instant time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                time.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
    }
}
