package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Ban;
import postwarden.Friends.Friend;
import postwarden.Ledger;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.Refusal;
import postwarden.RuleBook;
import postwarden.TimeSpan;
import postwarden.control.BanReply;
import postwarden.control.Request;
import postwarden.engine.Warden;
import postwarden.friends.FriendWatch;

/** Bans and unbans by hand. The watch's thread only, but for {@link #requireNames}. */
final class HandBans {
    private static final int MOST_UNBANNED = 1000;
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Logger LOG = LoggerFactory.getLogger(HandBans.class);

    private final Warden warden;
    private final Ledger ledger;
    private final Enforcement enforcement;
    private final FriendWatch friends;
    private final Naming naming;
    private final InstantSource clock;
    private RuleBook book;

    /**
     * @param book its first jail says how long a ban without a duration of its own lasts
     */
    HandBans(
            Warden warden,
            Ledger ledger,
            Enforcement enforcement,
            FriendWatch friends,
            Naming naming,
            RuleBook book,
            InstantSource clock) {
        this.warden = warden;
        this.ledger = ledger;
        this.enforcement = enforcement;
        this.friends = friends;
        this.naming = naming;
        this.book = book;
        this.clock = clock;
    }

    void follow(RuleBook newBook) {
        book = newBook;
    }

    BanReply ban(Request.Ban asked, String caller) {
        Naming.Named named = naming.named(asked.address());
        Network network = named.offender().network();
        if (OffenderSize.isTooLarge(network)) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT,
                    network + " is too much of the address space to be banned");
        }
        Optional<Friend> friend = friends.current().list().overlapping(network);
        if (friend.isPresent() && !asked.force()) {
            throw refusal(network, friend.get());
        }
        Instant now = clock.instant();
        Duration duration = asked.duration() == null ? banTime() : duration(asked.duration());
        String reason = asked.reason() == null ? "banned by hand" : asked.reason();
        Ban ban =
                new Ban(
                        named.offender(),
                        now,
                        now.plus(duration),
                        new Ban.Cause.ByHand(reason, asked.force()),
                        named.translated());
        ledger.ban(ban);
        warden.accept(ban);
        enforcement.ban(List.of(ban), now);
        log("banned by hand for " + TimeSpan.format(duration) + ": ", named.offender(), caller);
        List<String> notes = new ArrayList<>(named.notes());
        friend.ifPresent(
                kept ->
                        notes.add(
                                "the kernel still lets "
                                        + kept.network()
                                        + " through: "
                                        + kept.why()));
        enforcement
                .trouble()
                .ifPresent(why -> notes.add("the firewall does not take it yet: " + why));
        return new BanReply(List.of(network.toString()), notes);
    }

    /** What is no address is refused before anything is lifted. For any thread. */
    void requireNames(Request.Unban asked) {
        if (asked.addresses().size() > MOST_UNBANNED) {
            throw new Refusal(
                    Refusal.Kind.USAGE, "more than " + MOST_UNBANNED + " addresses at once");
        }
        asked.addresses().forEach(naming::named);
    }

    BanReply unban(Request.Unban asked, String caller) {
        Set<Offender> offenders = new LinkedHashSet<>();
        List<String> notes = new ArrayList<>();
        for (String address : asked.addresses()) {
            Naming.Named named = naming.named(address);
            offenders.add(named.offender());
            offenders.add(Offender.parse(address).orElseThrow());
            notes.addAll(named.notes());
        }
        List<String> lifted = new ArrayList<>();
        for (Offender offender : offenders) {
            if (lift(offender, caller)) {
                lifted.add(offender.toString());
            }
            warden.holding(offender, clock.instant())
                    .ifPresent(
                            ban ->
                                    notes.add(
                                            offender
                                                    + " is still held by the ban of "
                                                    + ban.offender()));
        }
        return new BanReply(lifted, notes);
    }

    /** Offenders who are held by jails that are no longer there, and by nothing else. */
    List<Offender> orphans() {
        Set<String> jails = new HashSet<>();
        book.jails().forEach(jail -> jails.add(jail.name()));
        Set<Offender> orphans = new LinkedHashSet<>();
        Set<Offender> others = new HashSet<>();
        warden.bans(clock.instant())
                .forEach(
                        ban -> {
                            boolean orphaned =
                                    ban.cause() instanceof Ban.Cause.Strikes strikes
                                            && !jails.contains(strikes.jail());
                            (orphaned ? orphans : others).add(ban.offender());
                        });
        orphans.removeAll(others);
        return List.copyOf(orphans);
    }

    /** How many of them had a ban to lift. */
    int lift(List<Offender> offenders, String caller) {
        return (int) offenders.stream().filter(offender -> lift(offender, caller)).count();
    }

    private Duration banTime() {
        return book.jails().stream()
                .findFirst()
                .map(jail -> jail.policy().banTime().first())
                .orElse(Policy.DEFAULT.banTime().first());
    }

    private boolean lift(Offender offender, String caller) {
        Instant now = clock.instant();
        boolean lifted = ledger.unban(offender, now);
        enforcement.unban(warden.unban(offender, now), now);
        if (lifted) {
            log("unbanned: ", offender, caller);
        }
        return lifted;
    }

    private static void log(String what, Offender offender, String caller) {
        LOG.atInfo()
                .setMessage(what + offender)
                .addKeyValue("offender", offender)
                .addKeyValue("caller", caller)
                .log();
    }

    private static Refusal refusal(Network network, Friend friend) {
        return new Refusal(
                Refusal.Kind.BAD_INPUT,
                network
                        + " holds a friend: "
                        + friend.network()
                        + " ("
                        + friend.why()
                        + "); --force bans it all the same");
    }

    private static Duration duration(String text) {
        return TimeSpan.parse(text)
                .filter(duration -> duration.isPositive() && duration.compareTo(LONGEST) <= 0)
                .orElseThrow(
                        () ->
                                new Refusal(
                                        Refusal.Kind.USAGE,
                                        "'"
                                                + text
                                                + "' is no duration from 1s to 3650d, such as 7d"
                                                + " or 12h"));
    }
}
