package postwarden.friends;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Friends.Friend;
import postwarden.Network;

/**
 * Who is a friend now, kept up to date on a thread of its own, since look-ups may take long. {@link
 * #current} is for any thread.
 */
public final class FriendWatch implements AutoCloseable {
    private static final long REFRESH_MILLIS = 10_000;

    /** postconf is a process of its own. */
    private static final int POSTCONF_EVERY = 6;

    /** Of the prefix of a friend that leaves so little that somebody has mistyped. */
    private static final int LEAST_LEFT = 4;

    private static final Logger LOG = LoggerFactory.getLogger(FriendWatch.class);

    /**
     * Where friends are known from.
     *
     * @param addresses the allow list: addresses, networks, host names
     * @param self this host's own addresses, gateways, resolvers
     * @param mynetworks what every Postfix instance here trusts
     * @param sessions whoever is logged in from afar
     */
    public record Sources(
            List<String> addresses, boolean self, boolean mynetworks, boolean sessions) {
        public Sources {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * What is known at one moment.
     *
     * @param mynetworks the last good answer, to be remembered
     * @param held why bans by rules are held back, if they are
     * @param warnings for {@code status}
     */
    public record Known(
            FriendList list,
            Optional<String> mynetworks,
            Optional<String> held,
            List<String> warnings) {}

    private final Supplier<Optional<Postconf>> program;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("friends").daemon().factory());
    private Sources sources;
    private AllowList allowList;
    private Optional<MyNetworks> mynetworks;
    private boolean hasPostfix;
    private List<Friend> sessions = List.of();
    private int looks;
    private volatile Known known;

    /**
     * @param remembered {@link Known#mynetworks} of an earlier run
     */
    public FriendWatch(Sources sources, Optional<String> remembered) {
        this(sources, remembered, Postconf::find);
    }

    /**
     * @param program postconf(1), if there is a Postfix
     */
    FriendWatch(
            Sources sources, Optional<String> remembered, Supplier<Optional<Postconf>> program) {
        this.program = program;
        this.sources = sources;
        this.allowList = new AllowList(sources.addresses());
        this.mynetworks = remembered.map(MyNetworks::parse);
        this.known = summary();
    }

    /** Looks beside the caller from now on; {@link Known#held} until it has looked once. */
    public void start() {
        ScheduledFuture<?> unused =
                looking.scheduleWithFixedDelay(
                        this::lookOrKeep, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Other sources from now on. Looks at them on the calling thread: may take seconds. */
    public synchronized void follow(Sources newSources) {
        if (!newSources.equals(sources)) {
            allowList = allowList.as(newSources.addresses());
            sources = newSources;
            looks = 0;
            look();
        }
    }

    /** Looks once, on the calling thread: may take seconds. */
    public synchronized Known look() {
        allowList.refresh();
        sessions = sources.sessions() ? Sessions.friends() : List.of();
        if (sources.mynetworks() && looks % POSTCONF_EVERY == 0) {
            Optional<Postconf> postconf = program.get();
            hasPostfix = postconf.isPresent();
            mynetworks =
                    postconf.flatMap(Postconf::mynetworks)
                            .map(answer -> mynetworks.map(answer::after).orElse(answer))
                            .or(() -> mynetworks);
        }
        looks++;
        known = summary();
        return known;
    }

    public Known current() {
        return known;
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void lookOrKeep() {
        try {
            look();
        } catch (RuntimeException failed) {
            LOG.error("friends could not be looked up: {}; those known stay", failed.toString());
        }
    }

    private Known summary() {
        List<Friend> friends = new ArrayList<>(allowList.friends());
        List<String> warnings = new ArrayList<>();
        allowList
                .unresolved()
                .forEach(name -> warnings.add("ignore.addresses: " + name + " does not resolve"));
        if (sources.self()) {
            friends.addAll(ThisHost.friends());
        }
        friends.addAll(sessions);
        if (sources.mynetworks()) {
            mynetworks.ifPresent(trusted -> friends.addAll(friends(trusted)));
            mynetworks.ifPresent(trusted -> warnings.addAll(warnings(trusted)));
        }
        friends.stream()
                .filter(friend -> friend.network().prefixLength() < LEAST_LEFT)
                .forEach(friend -> warnings.add("hardly anybody can be banned: " + friend));
        return new Known(
                new FriendList(friends), mynetworks.map(FriendWatch::text), held(), warnings);
    }

    private Optional<String> held() {
        boolean knowsNetworks = !sources.mynetworks() || mynetworks.isPresent();
        if (looks == 0 && !(knowsNetworks && allowList.isResolved())) {
            return Optional.of("friends are being looked up: bans by rules are held until then");
        }
        return hasPostfix && !knowsNetworks
                ? Optional.of("Postfix's mynetworks could not be read yet: bans by rules are held")
                : Optional.empty();
    }

    private static List<Friend> friends(MyNetworks trusted) {
        return trusted.networks().stream()
                .map(network -> new Friend(network, "mynetworks"))
                .toList();
    }

    private static List<String> warnings(MyNetworks trusted) {
        return trusted.unread().stream().map(FriendWatch::warning).toList();
    }

    private static String warning(String unread) {
        return "mynetworks: "
                + unread
                + (TableFile.isFile(unread)
                        ? " cannot be read; whom it allowed before stays a friend"
                        : " is not asked; whom it allows may be banned");
    }

    /** What is not read now is named again as soon as postconf has been asked. */
    private static String text(MyNetworks trusted) {
        return trusted.networks().stream()
                .sorted()
                .map(Network::toString)
                .collect(Collectors.joining(" "));
    }
}
