package postwarden.daemon;

import java.time.Duration;
import postwarden.RuleBook;

/**
 * What the watch goes by: swapped whole, between two turns. Windows, bans, counts and the place in
 * the journal stay. A batch that was read by the old book and is not committed is read again. The
 * watch's thread only.
 */
record Regime(Parts parts, Chores chores, HandBans handBans) {
    void follow(RuleBook book, Believed believed, Duration history) {
        parts.warden().follow(book, believed.trust());
        parts.reading().watch(believed.watched());
        parts.totals().follow(book);
        chores.follow(book, believed, history);
        handBans.follow(book);
    }
}
