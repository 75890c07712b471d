package postwarden;

import java.time.Instant;

/**
 * Strikes of one kind from more offenders than is plausible: more likely this server's fault than
 * theirs.
 *
 * @param since the first strike that was held back
 * @param held how many bans are
 */
public record Storm(String kind, Instant since, int held) {}
