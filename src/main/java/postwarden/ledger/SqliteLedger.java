package postwarden.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import postwarden.Ban;
import postwarden.Friends;
import postwarden.Ledger;
import postwarden.LedgerException;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Position;
import postwarden.Storm;
import postwarden.Turn;
import postwarden.WindowKey;

/** The ledger in one SQLite file (WAL). One thread's; readers use {@link History} meanwhile. */
public final class SqliteLedger implements Ledger {
    private final Path file;
    private final Instance instance;
    private final OwnCopy copy;

    /** Empty after a failure: the next call opens the file again. */
    private Optional<Access> access;

    private SqliteLedger(Path file, Instance instance, Access access) {
        this.file = file;
        this.instance = instance;
        this.copy = new OwnCopy(file);
        this.access = Optional.of(access);
    }

    /**
     * Makes the file if there is none and never was; refuses a second writer, and what is no
     * ledger. What is damaged is left to {@link Restoration}.
     */
    public static SqliteLedger open(Path file) {
        Instance instance = Instance.claim(file);
        try {
            return new SqliteLedger(file, instance, Access.open(file));
        } catch (RuntimeException refused) {
            instance.close();
            throw refused;
        }
    }

    @Override
    public Optional<Position> position() {
        return read(Reads::position);
    }

    @Override
    public void commit(Turn turn) {
        write(writes -> writes.add(turn));
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
    public void lift(Map<Offender, Friends.Friend> befriended, Instant time) {
        doByHand(new Deed.Befriended(Map.copyOf(befriended), time));
    }

    @Override
    public void bans(Instant now, Consumer<Ban> each) {
        read(
                reads -> {
                    reads.bans(now, each);
                    return true;
                });
    }

    @Override
    public Map<Offender, Instant> pardons() {
        return read(Reads::pardons);
    }

    @Override
    public List<OpenStrike> window(WindowKey key, Instant from, Instant to) {
        return read(reads -> reads.window(key, from, to));
    }

    @Override
    public int bans(
            Offender offender,
            String jail,
            Instant startedAfter,
            Instant before,
            Instant endedAfter) {
        return read(reads -> reads.bans(offender, jail, startedAfter, before, endedAfter));
    }

    @Override
    public Optional<Instant> forgiven(Offender offender, String jail) {
        return read(reads -> reads.forgiven(offender, jail));
    }

    @Override
    public boolean hasForgiven() {
        return read(Reads::hasForgiven);
    }

    @Override
    public Set<Offender> strikers(String kind, Instant from, Instant to, int most) {
        return read(reads -> reads.strikers(kind, from, to, most));
    }

    @Override
    public int pace(String kind, long day) {
        return read(reads -> reads.pace(kind, day));
    }

    @Override
    public List<Storm> storms(Instant since) {
        return read(reads -> reads.storms(since));
    }

    @Override
    public Optional<String> remembered(String name) {
        return read(reads -> reads.remembered(name));
    }

    @Override
    public void remember(String name, String value) {
        write(writes -> writes.remember(name, value));
    }

    @Override
    public boolean prune(Keep keep, int most) {
        return with(each -> each.session().transaction(() -> each.pruning().prune(keep, most)));
    }

    /**
     * Copies the ledger beside the watch, and checks the copy, from which a damaged ledger is
     * restored. Ends exceptionally if the ledger is damaged, or if there is no room.
     */
    public CompletableFuture<Void> copySoon() {
        return copy.makeSoon();
    }

    /** The copy lacks something that was done by hand. */
    public boolean needsCopy() {
        return copy.isStale();
    }

    @Override
    public void close() {
        try (instance;
                copy) {
            access.ifPresent(each -> each.session().close());
        }
    }

    private <T> T read(Function<Reads, T> question) {
        return with(each -> question.apply(each.reads()));
    }

    private void write(Write change) {
        with(
                each ->
                        each.session()
                                .transaction(
                                        () -> {
                                            change.to(each.writes());
                                            return true;
                                        }));
    }

    /** On the disk when this returns. */
    private boolean doByHand(Deed deed) {
        boolean done = with(each -> each.session().durably(() -> deed.to(each.writes())));
        copy.repeatSoon(deed);
        return done;
    }

    private <T> T with(Function<Access, T> work) {
        Access here = access.orElseGet(this::reopen);
        access = Optional.of(here);
        try {
            return work.apply(here);
        } catch (LedgerException broken) {
            access = Optional.empty();
            here.discard(broken);
            throw broken;
        }
    }

    private Access reopen() {
        if (!Files.exists(file)) {
            throw LedgerException.damage(file + ": is gone");
        }
        return Access.open(file);
    }

    /** Inside a transaction. */
    @FunctionalInterface
    private interface Write {
        void to(Writes writes) throws SQLException;
    }
}
