package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Friends;
import postwarden.Network;
import postwarden.Offender;
import postwarden.engine.Warden;

/**
 * New connections of clients that the kernel keeps out: their packets come by a way that the
 * firewall does not see. Whatever else is logged of the banned may belong to a connection from
 * before the ban. The watch's thread only.
 */
final class Leaks {
    /** For so long a connection may have been on its way into the log when the ban came. */
    private static final Duration DELAY = Duration.ofSeconds(5);

    /** postscreen keeps a client waiting before smtpd says that it is there. */
    private static final Duration DELAY_BEHIND_POSTSCREEN = Duration.ofMinutes(1);

    /** Between two lines of the log. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);

    private final Warden warden;
    private final Enforcement enforcement;
    private final Set<Integer> ports;

    private Instant now = Instant.EPOCH;

    /** Until then it was not certain that the kernel holds all bans. */
    private Instant doubted = Instant.EPOCH;

    private boolean postscreenInFront;
    private Optional<Leak> last = Optional.empty();
    private Instant told = Instant.EPOCH;
    private int count;

    private record Leak(Connection connection, Ban ban, Instant time) {}

    /**
     * @param ports the TCP ports that the banned cannot reach; empty: they reach nothing
     */
    Leaks(Warden warden, Enforcement enforcement, Set<Integer> ports) {
        this.warden = warden;
        this.enforcement = enforcement;
        this.ports = Set.copyOf(ports);
    }

    /**
     * Once a turn, before anything is read.
     *
     * @param whole all that is known is judged and in the kernel
     */
    void begin(Instant time, boolean whole) {
        now = time;
        if (!whole) {
            doubted = time;
        }
    }

    /** Whether to have a closer look at the entry. Few are let through: reading costs no more. */
    boolean mayBe(String message) {
        Optional<Connection> connection = Connection.parse(message);
        postscreenInFront |= connection.filter(Connection::isPostscreens).isPresent();
        return connection.flatMap(one -> ban(one, now)).isPresent();
    }

    void look(Batch batch, Friends friends) {
        for (Entry entry : batch.entries()) {
            Connection.parse(entry.message())
                    .filter(connection -> connection.isSaidBy(entry.identifier()))
                    .filter(connection -> warden.believes(entry))
                    .filter(connection -> isFor(connection, friends))
                    .flatMap(connection -> leak(connection, entry.time()))
                    .ifPresent(this::tell);
        }
    }

    /** Of the last day. */
    Optional<String> warning() {
        return last.filter(leak -> leak.time().plus(REMEMBERED).isAfter(now))
                .map(
                        leak ->
                                "%d new connection%s of banned clients, the last of %s at %s, banned since %s:"
                                                .formatted(
                                                        count,
                                                        count == 1 ? "" : "s",
                                                        leak.connection().client(),
                                                        Reports.time(leak.time()),
                                                        Reports.time(leak.ban().start()))
                                        + " do packets come past the firewall (proxy, container, another"
                                        + " network namespace)?");
    }

    /** Whether the firewall is there to prevent it. */
    private boolean isFor(Connection connection, Friends friends) {
        boolean kept =
                ports.isEmpty()
                        || connection
                                .port()
                                .map(ports::contains)
                                .orElse(ports.containsAll(Connection.SMTPD_PORTS));
        return kept
                && enforcement.enforces()
                && friends.overlapping(Network.of(connection.client())).isEmpty();
    }

    private Optional<Leak> leak(Connection connection, Instant time) {
        boolean heldBack = postscreenInFront && !connection.isPostscreens();
        Instant before = time.minus(heldBack ? DELAY_BEHIND_POSTSCREEN : DELAY);
        if (!doubted.isBefore(before)) {
            return Optional.empty();
        }
        // The kernel's clock and ours may differ by as much at the end.
        return ban(connection, before)
                .filter(ban -> ban.covers(time.plus(DELAY)))
                .map(ban -> new Leak(connection, ban, time));
    }

    private Optional<Ban> ban(Connection connection, Instant time) {
        Network client = Network.of(connection.client());
        return warden.holding(Offender.of(connection.client().untranslated()), time)
                .filter(ban -> ban.networks().stream().anyMatch(net -> net.contains(client)));
    }

    private void tell(Leak leak) {
        last = Optional.of(leak);
        count++;
        if (Duration.between(told, now).abs().compareTo(SILENCE) < 0) {
            return;
        }
        told = now;
        LOG.atWarn()
                .setMessage("a new connection of a banned client: {}")
                .addArgument(leak.connection().client())
                .addKeyValue("ban", leak.ban().offender())
                .addKeyValue("since", Reports.time(leak.ban().start()))
                .addKeyValue("connections", count)
                .log();
        enforcement.compareSoon();
    }
}
