package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postwarden.Ban;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.engine.Warden;
import postwarden.testing.Entries;
import postwarden.testing.TestingFirewall;
import postwarden.testing.TestingRuleBook;

/** What is put into the firewall and taken out, and when; the firewall is the small fake one. */
class EnforcementTest {
    private static final Instant NOW = Entries.hour(1);
    private static final Network OFFENDER = network("203.0.113.9");
    private static final Network STRANGER = network("198.51.100.7");

    private final TestingFirewall firewall = new TestingFirewall();
    private final Warden warden =
            new Warden(
                    TestingRuleBook.of(Policy.DEFAULT),
                    new Trust.Anyone(),
                    OffenderSize.DEFAULT,
                    StormBrake.DEFAULT,
                    Optional.empty(),
                    10);
    private Enforcement enforcement;

    @BeforeEach
    void open() {
        enforcement = new Enforcement(firewall, warden);
    }

    @Test
    void aRestartAddsOnlyWhatIsMissing() {
        warden.accept(ban("203.0.113.9"));
        firewall.appear(OFFENDER, ban("203.0.113.9").end());
        int before = firewall.applied();
        enforcement.restore(NOW, () -> {});
        assertEquals(before, firewall.applied(), "the kernel holds it already");
        firewall.vanish(OFFENDER);
        enforcement.restore(NOW, () -> {});
        assertEquals(Set.of(OFFENDER), firewall.bans().keySet());
    }

    @Test
    void manyAreRestoredInSlicesBetweenWhichTheWatchdogIsFed() {
        for (int i = 0; i < 12_000; i++) {
            warden.accept(ban("198." + (18 + i / 10_000) + "." + i / 100 % 100 + "." + i % 100));
        }
        int before = firewall.applied();
        List<Integer> held = new ArrayList<>();
        enforcement.restore(NOW, () -> held.add(firewall.bans().size()));
        assertEquals(12_000, firewall.bans().size());
        assertEquals(3, firewall.applied() - before);
        assertTrue(held.containsAll(List.of(5000, 10_000, 12_000)), held.toString());
    }

    @Test
    void whatIsOverIsNotEnforced() {
        enforcement.ban(List.of(ban("203.0.113.9")), Entries.hour(1000));
        assertEquals(Set.of(), firewall.bans().keySet());
    }

    @Test
    void whatIsMissingIsAddedAtOnceAndWhatIsExtraOnlyWhenAllIsJudged() {
        warden.accept(ban("203.0.113.9"));
        firewall.appear(STRANGER, Entries.hour(9));
        settle(false);
        assertEquals(Set.of(OFFENDER, STRANGER), firewall.bans().keySet());
        settle(true);
        assertEquals(Set.of(OFFENDER), firewall.bans().keySet());
        assertTrue(enforcement.healed() >= 2, "healed: " + enforcement.healed());
    }

    @Test
    void aBanThatAnotherOneStillHoldsStaysWhenOneIsLifted() {
        Ban first = ban("203.0.113.9");
        enforcement.ban(List.of(first), NOW);
        warden.accept(first);
        enforcement.unban(List.of(first), NOW);
        assertEquals(Set.of(OFFENDER), firewall.bans().keySet(), "the warden still has it");
        enforcement.unban(warden.unban(first.offender(), NOW), NOW);
        assertEquals(Set.of(), firewall.bans().keySet());
    }

    @Test
    void whatIsLiftedWhileItIsHealedIsNotPutBack() {
        warden.accept(ban("203.0.113.9"));
        warden.accept(ban("198.51.100.7"));
        enforcement.heal(NOW, true);
        warden.unban(ban("203.0.113.9").offender(), NOW);
        enforcement.heal(NOW, true);
        assertEquals(Set.of(STRANGER), firewall.bans().keySet());
    }

    @Test
    void whoIsBannedWhileStrangersAreTakenOutStays() {
        firewall.appear(OFFENDER, Entries.hour(9));
        firewall.appear(STRANGER, Entries.hour(9));
        enforcement.heal(NOW, true);
        warden.accept(ban("203.0.113.9"));
        enforcement.heal(NOW, true);
        assertEquals(Set.of(OFFENDER), firewall.bans().keySet());
    }

    @Test
    void ofSeveralBansOfANetworkTheLongestIsPutBack() {
        Ban ban = ban("203.0.113.9");
        Instant later = ban.end().plusSeconds(60);
        warden.accept(ban);
        warden.accept(new Ban(ban.offender(), NOW, later, ban.cause(), false));
        warden.accept(new Ban(ban.offender(), NOW, NOW.plusSeconds(60), ban.cause(), false));
        settle(true);
        assertEquals(Map.of(OFFENDER, later), firewall.bans());
    }

    @Test
    void aShortBanDoesNotCutALongerOneShort() {
        Ban ban = ban("203.0.113.9");
        warden.accept(ban);
        Ban brief = new Ban(ban.offender(), NOW, NOW.plusSeconds(60), ban.cause(), false);
        enforcement.ban(List.of(brief), NOW);
        assertEquals(Map.of(OFFENDER, ban.end()), firewall.bans());
    }

    @Test
    void anAddressAndTheNetworkAroundItAreBannedEachForItself() {
        warden.accept(ban("2001:db8:1:2::/64"));
        warden.accept(ban("2001:db8:1:2::5"));
        settle(true);
        assertEquals(2, firewall.bans().size());
        Offender single = ban("2001:db8:1:2::5").offender();
        enforcement.unban(warden.unban(single, NOW), NOW);
        settle(true);
        assertEquals(Set.of(network("2001:db8:1:2::/64")), firewall.bans().keySet());
    }

    @Test
    void whatTheKernelRefusesDoesNotHoldBackTheRestAndIsTriedAgain() {
        for (int i = 0; i < 250; i++) {
            warden.accept(ban("198.18.0." + i));
        }
        firewall.refuse(network("198.18.0.7"));
        enforcement.heal(NOW, true);
        while (enforcement.heal(NOW, true)) {}
        assertEquals(249, firewall.bans().size());
        assertTrue(enforcement.trouble().orElseThrow().contains("198.18.0.7"));
        settle(true);
        firewall.refuseNothing();
        settle(true);
        assertEquals(249, firewall.bans().size(), "not at once");
        enforcement.heal(NOW.plusSeconds(2), true);
        enforcement.heal(NOW.plusSeconds(2), true);
        assertEquals(250, firewall.bans().size());
        enforcement.heal(NOW.plusSeconds(9), true);
        enforcement.heal(NOW.plusSeconds(9), true);
        assertEquals(Optional.empty(), enforcement.trouble());
    }

    @Test
    void aFirewallThatFailsIsTroubleAndIsTaughtWhenItIsBack() {
        firewall.fail(true);
        enforcement.ban(List.of(ban("203.0.113.9")), NOW);
        warden.accept(ban("203.0.113.9"));
        assertTrue(enforcement.trouble().isPresent());
        firewall.fail(false);
        enforcement.restore(NOW, () -> {});
        settle(true);
        assertEquals(Set.of(OFFENDER), firewall.bans().keySet());
        assertEquals(Optional.empty(), enforcement.trouble());
    }

    @Test
    void whoeverAsksIsToldWhatTheFirewallHolds() {
        warden.accept(ban("203.0.113.9"));
        enforcement.ban(List.of(ban("203.0.113.9")), NOW);
        List<Integer> answers = new ArrayList<>();
        enforcement.whenCompared(answers::add);
        settle(true);
        assertEquals(List.of(1), answers);
    }

    /** A few turns: one to compare, one to take the answer, one to see that it is healed. */
    private void settle(boolean settled) {
        for (int turn = 0; turn < 4; turn++) {
            enforcement.compareSoon();
            enforcement.heal(NOW, settled);
        }
    }

    private static Ban ban(String address) {
        return new Ban(
                Offender.parse(address).orElseThrow(),
                Entries.hour(0),
                Entries.hour(0).plus(Duration.ofDays(7)),
                new Ban.Cause.ByHand("spam", false),
                false);
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
