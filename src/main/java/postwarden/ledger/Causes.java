package postwarden.ledger;

import java.util.HashMap;
import java.util.Map;
import postwarden.Ban;

/** Bans stay in memory, and most have one of a few causes: equal ones are kept once. */
final class Causes {
    private final Map<Ban.Cause, Ban.Cause> known = new HashMap<>();

    Ban sharing(Ban ban) {
        Ban.Cause cause = known.computeIfAbsent(ban.cause(), each -> each);
        return new Ban(ban.offender(), ban.start(), ban.end(), cause, ban.translated());
    }
}
