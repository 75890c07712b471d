package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Ends;
import postwarden.Network;
import postwarden.Offender;

/** Held against a plain list of bans. */
class BansTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final int[] LENGTHS = {32, 64, 120, 128};

    private final Random random = new Random(20261125);
    private final Bans bans = new Bans();
    private final List<Ban> known = new ArrayList<>();

    @Test
    void whatIsAddedRemovedAndForgottenIsWhatAListWouldHold() {
        Ends again = new Ends();
        for (int i = 0; i < 20_000; i++) {
            Ban ban = ban();
            if (i % 1000 == 0) {
                Instant now = START.plusSeconds(random.nextInt(1000));
                assertEquals(Ends.of(known.stream(), now), bans.ends(now, again).get());
            }
            switch (random.nextInt(20)) {
                case 0 -> {
                    Set<Ban> removed = of(ban.offender());
                    assertEquals(removed, Set.copyOf(bans.remove(ban.offender())));
                    known.removeAll(removed);
                }
                case 1 -> {
                    Instant by = START.plusSeconds(random.nextInt(300));
                    bans.forget(by);
                    known.removeIf(each -> each.isOver(by));
                }
                default -> {
                    bans.add(ban);
                    if (!known.contains(ban)) {
                        known.add(ban);
                    }
                }
            }
            assertEquals(of(ban.offender()), Set.copyOf(bans.of(ban.offender())));
            Instant time = START.plusSeconds(random.nextInt(1000));
            if (i % 100 == 0) {
                Network network = ban.offender().network();
                assertEquals(
                        overlapping(network, time),
                        bans.overlapping(network, time).collect(Collectors.toSet()));
            }
            Offender single = Offender.of(ban.offender().network().last());
            assertEquals(
                    isCovered(single, time), isCovered(bans.covering(single, time), single, time));
        }
        assertTrue(known.size() > 1000, "held at the end: " + known.size());
        assertEquals(Set.copyOf(known), bans.all().collect(Collectors.toSet()));
        Instant now = START.plusSeconds(500);
        Set<Ban> lasting = new HashSet<>(known);
        lasting.removeIf(ban -> ban.isOver(now));
        assertEquals(lasting, bans.lasting(now).collect(Collectors.toSet()));
        assertEquals(lasting.size(), bans.countLasting(now));
        Ends expected = Ends.of(known.stream(), now);
        assertEquals(expected, bans.ends(now, again).get());
        Set<Network> networks = new HashSet<>(expected.keySet());
        known.forEach(ban -> networks.addAll(ban.networks()));
        assertTrue(networks.size() > expected.size(), "none is over");
        networks.forEach(
                network ->
                        assertEquals(
                                Optional.ofNullable(expected.get(network)),
                                bans.end(network, now),
                                network::toString));
    }

    @Test
    void reasonsThatNoBanHasAnyMoreAreForgotten() {
        Offender offender = Offender.parse("203.0.113.9").orElseThrow();
        for (int i = 0; i < 10_000; i++) {
            bans.add(
                    new Ban(
                            offender,
                            START,
                            START.plusSeconds(1),
                            new Ban.Cause.ByHand("reason " + i, false),
                            false));
            bans.forget(START.plusSeconds(1));
        }
        Ban last =
                new Ban(
                        offender,
                        START,
                        START.plusSeconds(1),
                        new Ban.Cause.ByHand("the last", false),
                        false);
        bans.add(last);
        assertEquals(List.of(last), bans.of(offender));
        assertTrue(bans.causes() < 2000, "reasons kept: " + bans.causes());
    }

    private Set<Ban> of(Offender offender) {
        return known.stream()
                .filter(ban -> ban.offender().equals(offender))
                .collect(Collectors.toSet());
    }

    private Set<Ban> overlapping(Network network, Instant now) {
        return known.stream()
                .filter(ban -> !ban.isOver(now))
                .filter(ban -> ban.offender().network().overlaps(network))
                .collect(Collectors.toSet());
    }

    private boolean isCovered(Offender offender, Instant time) {
        return known.stream().anyMatch(ban -> covers(ban, offender, time));
    }

    private boolean isCovered(Optional<Ban> found, Offender offender, Instant time) {
        found.ifPresent(
                ban ->
                        assertTrue(
                                covers(ban, offender, time) && known.contains(ban),
                                () -> "found: " + ban));
        return found.isPresent();
    }

    private static boolean covers(Ban ban, Offender offender, Instant time) {
        return ban.covers(time) && ban.offender().network().contains(offender.network());
    }

    private Ban ban() {
        Address ipv4 = Address.ipv4(0x0a000000 | random.nextInt(1 << 12));
        Address address =
                switch (random.nextInt(5)) {
                    case 0, 1 -> ipv4;
                    case 2 -> ipv4.translated();
                    default ->
                            new Address(0x20010db8L << 32 | random.nextInt(64), random.nextInt(4));
                };
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        boolean holdsIpv4 = address.untranslated().isIpv4();
        Network network = new Network(address, holdsIpv4 ? Math.max(length, 120) : length);
        Instant start = START.plusSeconds(random.nextInt(900));
        return new Ban(
                new Offender(network),
                start,
                start.plus(Duration.ofSeconds(1 + random.nextInt(600))),
                new Ban.Cause.Strikes(
                        "postfix", "rule " + random.nextInt(5), 2, Duration.ofHours(24)),
                random.nextInt(10) == 0);
    }
}
