package postwarden;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strikes, bans, cursor, history: on disk, the truth. One thread's. What is broken on disk is a
 * {@link LedgerException}; after one, nothing of the call has happened.
 */
public interface Ledger extends AutoCloseable {
    /** Where the last committed turn ended. */
    Optional<Position> position();

    /**
     * One transaction. Banned empties the window of its offender and jail as {@link #window} gives
     * it.
     */
    void commit(Turn turn);

    /** A ban by hand; on the disk when this returns. */
    void ban(Ban ban);

    /**
     * Ends the offender's bans at {@code time} and empties its windows; entries from before it
     * never count again. On the disk when this returns.
     *
     * @return whether a ban was in force
     */
    boolean unban(Offender offender, Instant time);

    /** Those in force at {@code now}. */
    List<Ban> bans(Instant now);

    /** When offenders were last unbanned. */
    Map<Offender, Instant> pardons();

    /**
     * The strikes that count, oldest first: verdict Counted, from {@code from} to {@code to}
     * inclusive, and not emptied by a ban or an unban since.
     */
    List<Strike> window(Offender offender, String jail, Instant from, Instant to);

    /** A value that outlives the daemon, such as the last good {@code mynetworks}. */
    Optional<String> remembered(String name);

    void remember(String name, String value);

    /**
     * Forgets strikes and bans that were over before {@code before}, {@code most} rows of each at
     * once; strikes from before {@code windows} also when there are too many of them.
     *
     * @param windows what is later may still be in a window
     * @return whether there is more to forget
     */
    boolean prune(Instant before, Instant windows, int most);

    @Override
    void close();
}
