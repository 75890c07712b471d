package postwarden;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Strikes, bans, cursor, history: on disk, the truth. One thread's. What is broken on disk is a
 * {@link LedgerException}; after one, nothing of the call has happened.
 */
public interface Ledger extends Past, AutoCloseable {
    /** Where the last committed turn ended. */
    Optional<Position> position();

    /**
     * One transaction. A judgement empties its window as {@link #window} gives it, and so does what
     * is forgiven.
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

    /**
     * What {@link #unban} does, for offenders that overlap a friend, whose bans remember it. One
     * transaction, on the disk when this returns.
     */
    void lift(Map<Offender, Friends.Friend> befriended, Instant time);

    /** Those in force at {@code now}, one by one: there may be a million. */
    void bans(Instant now, Consumer<Ban> each);

    /** When offenders were last unbanned. */
    Map<Offender, Instant> pardons();

    /** What was held back from then on, by kind. */
    List<Storm> storms(Instant since);

    /** A value that outlives the daemon, such as the last good {@code mynetworks}. */
    Optional<String> remembered(String name);

    void remember(String name, String value);

    /**
     * Forgets what was over before then, {@code most} rows of each at once.
     *
     * @return whether there is more to forget
     */
    boolean prune(Keep keep, int most);

    /**
     * From when on things are kept.
     *
     * @param bans bans, and when offenders were unbanned
     * @param windows what is later may still be in a window; what is earlier is also forgotten when
     *     there are too many strikes
     */
    record Keep(Instant strikes, Instant bans, Instant windows) {}

    @Override
    void close();
}
