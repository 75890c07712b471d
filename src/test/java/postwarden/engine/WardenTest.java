package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.Ban;
import postwarden.Entry;
import postwarden.Friends.Friend;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Past;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.Turn;
import postwarden.Verdict;
import postwarden.friends.FriendList;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.Entries;
import postwarden.testing.TestingRuleBook;

/** Windows and bans by the entries' own time; hours are counted from a midnight. */
class WardenTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Offender OFFENDER = Offender.parse("203.0.113.9").orElseThrow();

    @ParameterizedTest(name = "strikes at {0}, maxRetry {1}: banned from {2}")
    @CsvSource({
        // strikes (hours), maxRetry, start of each ban
        "0, 2, ''",
        "0 24, 2, 24",
        "0 24.0001, 2, ''",
        "0 23 23, 2, 23",
        "5 5, 2, 5",
        "0 20 26, 3, ''",
        "0 20 23, 3, 23",
        "0 20 26 43, 3, 43",
        "0, 1, 0",
        // AlreadyBanned does not count and does not extend: 24 + 168 = 192
        "0 24 100 191.9 192 193, 2, 24 193",
        // the end is exclusive
        "0 24 191.99 192 215, 2, 24 215",
        // out of order, with the ban that the right order gives
        "20 10, 2, 20",
        "35 10 20, 2, 20",
        "30 5 40, 2, 40",
        "48 24 0, 2, 48",
        // a clock that was a year ahead for one entry
        "0 8760 20, 2, 20",
        "8760 0 20 21, 2, 20",
        // and one that was a year behind
        "8760 0 8761, 2, 8761",
    })
    void bansByTheEntriesOwnTime(String strikes, int maxRetry, String bans) {
        String found =
                String.join(
                        " ",
                        judgeAlone(policy(maxRetry), hours(strikes)).stream()
                                .map(ban -> hour(ban.start()))
                                .toList());
        assertEquals(bans, found);
    }

    @ParameterizedTest(name = "{0} turns of a ledger give the same")
    @ValueSource(ints = {1, 2, 3, 7})
    void nothingIsForgottenByAWindowThatLeftMemory(int batch, @TempDir Path directory) {
        List<String> strikes = shuffledStrikes(batch);
        List<Ban> alone = judgeAlone(policy(3), strikes);
        try (SqliteLedger ledger = SqliteLedger.open(directory.resolve("ledger.db"))) {
            // room for one window only: every other is read again from the ledger
            Warden warden = warden(policy(3), Optional.of(ledger), 1);
            List<Ban> bans = new ArrayList<>();
            for (int i = 0; i < strikes.size(); i += batch) {
                List<String> some = strikes.subList(i, Math.min(i + batch, strikes.size()));
                bans.addAll(turn(warden, ledger, some).bans());
            }
            assertTrue(bans.size() > 10, "the strikes lead to bans: " + bans.size());
            assertEquals(alone, bans);
        }
    }

    @Test
    void judgingChangesNothingUntilItIsCommitted() {
        Warden warden = warden(policy(2), Optional.empty(), 10);
        Turn first = warden.judge(Entries.batch(entries(hours("0 1"))), FriendList.empty());
        Turn again = warden.judge(Entries.batch(entries(hours("0 1"))), FriendList.empty());
        assertEquals(first, again);
        warden.accept();
        assertEquals(1, warden.bans(Entries.hour(2)).count());
    }

    @Test
    void anUnbanEmptiesTheWindowAndForgivesWhatWasBefore() {
        Warden warden = warden(policy(2), Optional.empty(), 10);
        judge(warden, hours("0 1"));
        assertEquals(1, warden.unban(OFFENDER, Entries.hour(2)).size());
        Turn late = judge(warden, hours("1.5 2"));
        late.judgements().forEach(j -> assertInstanceOf(Verdict.Spared.class, j.verdict()));
        Turn next = judge(warden, hours("3"));
        assertEquals(new Verdict.Counted(1, 2), next.judgements().getFirst().verdict());
    }

    @Test
    void weightsAreAdded() {
        Turn turn =
                judge(
                        warden(policy(3), Optional.empty(), 10),
                        List.of("0 203.0.113.9 rule 1", "1 203.0.113.9 rule 2"));
        Ban ban = turn.bans().getFirst();
        assertEquals(new Ban.Cause.Strikes("postfix", "rule", 3, DAY), ban.cause());
    }

    @ParameterizedTest(name = "{0} is judged as {1}")
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "::ffff:203.0.113.9, 203.0.113.9",
        "2001:db8:1:2:3::4, 2001:db8:1:2::/64",
        "64:ff9b::203.0.113.9, 203.0.113.9",
        "2002:cb00:7109:5::1, 2002:cb00:7109::/48",
        // shares its /64 with a friend
        "2001:db8:f:f::9, 2001:db8:f:f::9",
    })
    void offendersAreSized(String client, String offender) {
        Turn turn =
                judge(
                        warden(policy(2), Optional.empty(), 10),
                        List.of("0 " + client, "1 " + client));
        assertEquals(offender, turn.bans().getFirst().offender().toString());
    }

    @ParameterizedTest(name = "{0} is spared")
    @ValueSource(
            strings = {
                "198.51.100.7",
                "2001:db8:f:f::1",
                "127.0.0.1",
                "::1",
                "169.254.3.4",
                "fe80::9",
                "224.0.0.1",
                "0.0.0.0",
                "::ffff:198.51.100.7",
                "64:ff9b::198.51.100.7",
            })
    void friendsAreSpared(String client) {
        Turn turn = judge(warden(policy(1), Optional.empty(), 10), List.of("0 " + client));
        assertInstanceOf(Verdict.Spared.class, turn.judgements().getFirst().verdict());
        assertEquals(List.of(), turn.bans());
    }

    @Test
    void aBanThroughNat64KeepsOutWhatThePacketsCarry() {
        String client = "64:ff9b::203.0.113.9";
        Turn turn =
                judge(
                        warden(policy(2), Optional.empty(), 10),
                        List.of("0 " + client, "1 " + client));
        assertEquals(
                List.of(network("203.0.113.9"), network(client)),
                turn.bans().getFirst().networks());
    }

    @Test
    void theStrikesOfABannedNetworkAreBannedAlready() {
        Warden warden = warden(policy(1), Optional.empty(), 10);
        warden.accept(
                new Ban(
                        new Offender(network("203.0.113.0/24")),
                        Entries.hour(0),
                        Entries.hour(9),
                        new Ban.Cause.ByHand("spam", false),
                        false));
        Turn turn = judge(warden, List.of("1 203.0.113.9", "1 203.0.114.9", "9 203.0.113.9"));
        assertInstanceOf(Verdict.AlreadyBanned.class, turn.judgements().get(0).verdict());
        assertInstanceOf(Verdict.Banned.class, turn.judgements().get(1).verdict());
        assertInstanceOf(Verdict.Banned.class, turn.judgements().get(2).verdict());
    }

    @Test
    void jailsCountForThemselves() {
        TestingRuleBook book = TestingRuleBook.of(policy(2)).with("strict", policy(1));
        Warden warden =
                new Warden(
                        book,
                        new Trust.Anyone(),
                        OffenderSize.DEFAULT,
                        StormBrake.DEFAULT,
                        Optional.empty(),
                        10);
        Turn turn = judge(warden, hours("0"));
        assertEquals(new Verdict.Counted(1, 2), turn.judgements().get(0).verdict());
        assertEquals("strict", turn.judgements().get(1).strike().jail());
        assertInstanceOf(Verdict.Banned.class, turn.judgements().get(1).verdict());
    }

    @Test
    void entriesOfOtherUnitsAndOwnersAreNotJudged() {
        TestingRuleBook book = TestingRuleBook.of(policy(1));
        Warden warden =
                new Warden(
                        book,
                        new Trust.Owner(101),
                        OffenderSize.DEFAULT,
                        StormBrake.DEFAULT,
                        Optional.empty(),
                        10);
        Entry good = Entries.entry(Entries.hour(0), "strike 203.0.113.9");
        Entry otherUnit =
                new Entry(
                        good.cursor(),
                        good.time(),
                        Optional.of("cron.service"),
                        good.owner(),
                        good.identifier(),
                        good.message());
        Entry otherOwner =
                new Entry(
                        good.cursor(),
                        good.time(),
                        good.unit(),
                        OptionalInt.of(1000),
                        good.identifier(),
                        good.message());
        Turn turn = warden.judge(Entries.batch(otherUnit, otherOwner), FriendList.empty());
        assertEquals(List.of(), turn.judgements());
        assertEquals(1, warden.judge(Entries.batch(good), FriendList.empty()).judgements().size());
    }

    @Test
    void bansAndPardonsAreRecalledAtStart() {
        Warden warden = warden(policy(1), Optional.empty(), 10);
        Ban ban =
                new Ban(
                        OFFENDER,
                        Entries.hour(0),
                        Entries.hour(9),
                        new Ban.Cause.ByHand("spam", false),
                        false);
        warden.recall(ban);
        warden.recall(ban);
        warden.recall(Map.of(Offender.parse("203.0.113.10").orElseThrow(), Entries.hour(4)));
        assertEquals(List.of(ban), warden.bans(Entries.hour(1)).toList());
        Turn turn = judge(warden, List.of("1 203.0.113.9", "3 203.0.113.10", "5 203.0.113.10"));
        assertEquals(new Verdict.AlreadyBanned(ban), turn.judgements().get(0).verdict());
        assertInstanceOf(Verdict.Spared.class, turn.judgements().get(1).verdict());
        assertInstanceOf(Verdict.Banned.class, turn.judgements().get(2).verdict());
    }

    private static Policy policy(int maxRetry) {
        return new Policy(maxRetry, DAY, WEEK);
    }

    private static Warden warden(Policy policy, Optional<Past> past, int mostTracked) {
        return new Warden(
                TestingRuleBook.of(policy),
                new Trust.Anyone(),
                OffenderSize.DEFAULT,
                StormBrake.DEFAULT,
                past,
                mostTracked);
    }

    private static List<Ban> judgeAlone(Policy policy, List<String> strikes) {
        Warden warden = warden(policy, Optional.empty(), 10);
        List<Ban> bans = new ArrayList<>();
        for (String strike : strikes) {
            bans.addAll(judge(warden, List.of(strike)).bans());
        }
        return bans;
    }

    private static Turn judge(Warden warden, List<String> strikes) {
        FriendList friends =
                new FriendList(
                        List.of(
                                new Friend(network("198.51.100.0/24"), "allow list"),
                                new Friend(network("2001:db8:f:f::1"), "allow list")));
        Turn turn = warden.judge(Entries.batch(entries(strikes)), friends);
        warden.accept();
        return turn;
    }

    private static Turn turn(Warden warden, SqliteLedger ledger, List<String> strikes) {
        Turn turn = warden.judge(Entries.batch(entries(strikes)), FriendList.empty());
        ledger.commit(turn);
        warden.accept();
        return turn;
    }

    /** Each: hour, address, and more of {@link TestingRuleBook}'s words. */
    private static List<Entry> entries(List<String> strikes) {
        return strikes.stream()
                .map(strike -> strike.split(" ", 2))
                .map(
                        words ->
                                Entries.entry(
                                        Entries.hour(Double.parseDouble(words[0])),
                                        "strike " + words[1]))
                .toList();
    }

    private static List<String> hours(String hours) {
        return Stream.of(hours.split(" ", -1)).map(hour -> hour + " " + OFFENDER).toList();
    }

    /** Three offenders over a month, not quite in order. */
    private static List<String> shuffledStrikes(int seed) {
        Random random = new Random(seed);
        List<String> strikes = new ArrayList<>();
        for (int hour = 0; hour < 900; hour += 2) {
            int early = hour - random.nextInt(60);
            strikes.add(early + " 203.0.113." + random.nextInt(3));
        }
        return strikes;
    }

    private static String hour(Instant time) {
        double hours = Duration.between(Entries.MIDNIGHT, time).toMillis() / 3_600_000.0;
        return hours == Math.rint(hours) ? "" + (long) hours : "" + hours;
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
