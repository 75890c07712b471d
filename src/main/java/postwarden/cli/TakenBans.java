package postwarden.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postwarden.Network;
import postwarden.Refusal;
import postwarden.config.Settings;
import postwarden.control.BanReply;
import postwarden.control.ControlClient;
import postwarden.control.Request;
import postwarden.ledger.Fail2banDatabase.HeldBan;

/** Has the running daemon ban whom fail2ban holds, for as long as is left. */
final class TakenBans {
    /** The longest ban by hand. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final ControlClient daemon;
    private final boolean force;

    TakenBans(Settings settings, boolean force) {
        this.daemon = new ControlClient(settings.control().socket());
        this.force = force;
    }

    /**
     * What became of them.
     *
     * @param banned as the daemon keeps them
     * @param left with the reason why not
     */
    record Report(List<String> banned, List<String> left) {
        List<String> lines() {
            List<String> lines = new ArrayList<>();
            left.forEach(why -> lines.add("not taken over: " + why));
            lines.add(banned.size() + " bans taken over, " + left.size() + " not");
            return lines;
        }
    }

    Report take(List<HeldBan> bans) {
        List<String> banned = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (HeldBan ban : longest(bans)) {
            if (Network.parse(ban.address()).isEmpty()) {
                left.add("'" + ban.address() + "' of jail " + ban.jail() + " is no address");
                continue;
            }
            try {
                banned.addAll(daemon.ask(request(ban), BanReply.class).offenders());
            } catch (Refusal refusal) {
                if (refusal.kind() != Refusal.Kind.BAD_INPUT) {
                    throw refusal; // no daemon: the others would fare no better
                }
                left.add(refusal.getMessage());
            }
        }
        return new Report(List.copyOf(banned), List.copyOf(left));
    }

    /** Several jails may hold one address: the ban that ends last says it all. */
    private static Collection<HeldBan> longest(List<HeldBan> bans) {
        Map<String, HeldBan> longest = new LinkedHashMap<>();
        bans.forEach(
                ban ->
                        longest.merge(
                                ban.address(),
                                ban,
                                (one, two) -> left(one).compareTo(left(two)) >= 0 ? one : two));
        return longest.values();
    }

    private static Duration left(HeldBan ban) {
        return ban.remaining().filter(left -> left.compareTo(LONGEST) < 0).orElse(LONGEST);
    }

    private Request.Ban request(HeldBan ban) {
        return new Request.Ban(
                ban.address(),
                Math.max(1, left(ban).toSeconds()) + "s",
                "taken over from fail2ban, jail " + ban.jail() + ", banned there at " + ban.start(),
                force);
    }
}
