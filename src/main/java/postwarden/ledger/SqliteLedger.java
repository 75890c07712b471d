package postwarden.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Ban;
import postwarden.Ledger;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Position;
import postwarden.Storm;
import postwarden.Turn;
import postwarden.WindowKey;

/** The ledger in one SQLite file (WAL). One thread's; readers use {@link History} meanwhile. */
public final class SqliteLedger implements Ledger {
    private final Instance instance;
    private final Session session;
    private final Reads reads;
    private final Writes writes;
    private final Pruning pruning;
    private final OwnCopy copy;

    private SqliteLedger(Path file, Instance instance, Connection connection) throws SQLException {
        this.instance = instance;
        this.session = new Session(file, connection);
        this.reads = new Reads(session);
        this.writes = new Writes(session);
        this.pruning = new Pruning(session);
        this.copy = new OwnCopy(file);
    }

    /**
     * Makes the file if there is none and never was; refuses a second writer, and what is no
     * ledger. What is damaged is left to {@link Restoration}.
     */
    public static SqliteLedger open(Path file) {
        Instance instance = Instance.claim(file);
        try {
            Connection connection = Sqlite.openForWriting(file);
            return Sqlite.attempt("open", file, () -> new SqliteLedger(file, instance, connection));
        } catch (RuntimeException refused) {
            instance.close();
            throw refused;
        }
    }

    @Override
    public Optional<Position> position() {
        return reads.position();
    }

    @Override
    public void commit(Turn turn) {
        session.transaction(() -> writes.add(turn));
    }

    @Override
    public void ban(Ban ban) {
        doByHand(new Deed.Banned(ban));
    }

    @Override
    public boolean unban(Offender offender, Instant time) {
        return doByHand(new Deed.Unbanned(offender, time));
    }

    @Override
    public List<Ban> bans(Instant now) {
        return reads.bans(now);
    }

    @Override
    public Map<Offender, Instant> pardons() {
        return reads.pardons();
    }

    @Override
    public List<OpenStrike> window(WindowKey key, Instant from, Instant to) {
        return reads.window(key, from, to);
    }

    @Override
    public int bans(
            Offender offender,
            String jail,
            Instant startedAfter,
            Instant before,
            Instant endedAfter) {
        return reads.bans(offender, jail, startedAfter, before, endedAfter);
    }

    @Override
    public Optional<Instant> forgiven(Offender offender, String jail) {
        return reads.forgiven(offender, jail);
    }

    @Override
    public boolean hasForgiven() {
        return reads.hasForgiven();
    }

    @Override
    public Set<Offender> strikers(String kind, Instant from, Instant to, int most) {
        return reads.strikers(kind, from, to, most);
    }

    @Override
    public int pace(String kind, long day) {
        return reads.pace(kind, day);
    }

    @Override
    public List<Storm> storms(Instant since) {
        return reads.storms(since);
    }

    @Override
    public Optional<String> remembered(String name) {
        return reads.remembered(name);
    }

    @Override
    public void remember(String name, String value) {
        session.transaction(() -> writes.remember(name, value));
    }

    @Override
    public boolean prune(Keep keep, int most) {
        boolean[] more = new boolean[1];
        session.transaction(() -> more[0] = pruning.prune(keep, most));
        return more[0];
    }

    /**
     * Begins a copy: {@link #makeCopy} is to be called on any thread, then {@link #takeCopy} or
     * {@link #dropCopy} on this one.
     */
    public void beginCopy() {
        copy.begin();
    }

    /**
     * Copies the ledger, and checks the copy; what is damaged is found by that. For any thread, one
     * at a time.
     */
    public static void makeCopy(Path file) {
        OwnCopy.make(file);
    }

    /** The copy that was made is the one that a damaged ledger is restored from. */
    public void takeCopy() {
        copy.take();
    }

    /** It could not be made. */
    public void dropCopy() {
        copy.end();
    }

    /** The copy lacks something that was done by hand. */
    public boolean needsCopy() {
        return copy.isStale();
    }

    @Override
    public void close() {
        try (instance) {
            session.close();
        }
    }

    /** On the disk when this returns. */
    private boolean doByHand(Deed deed) {
        boolean[] done = new boolean[1];
        session.durably(() -> done[0] = deed.to(writes));
        copy.repeat(deed);
        return done[0];
    }
}
