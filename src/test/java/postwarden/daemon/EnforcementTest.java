package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    void whatOneComparisonDoesNotNameTheNextOneDoes() {
        for (int i = 0; i < 25; i++) {
            warden.accept(ban("198.18.0." + i));
        }
        firewall.nameAtMost(10);
        enforcement.restore(NOW, () -> {});
        assertEquals(25, firewall.bans().size());
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
