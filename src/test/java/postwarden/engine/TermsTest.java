package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.BanTime;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.Terms;
import postwarden.testing.TestingRuleBook;

/** Rules on terms of their own, and what may be forgiven. Hours are counted from a midnight. */
class TermsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Policy POLICY = new Policy(2, DAY, WEEK);

    @TempDir private Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // the rule "strict" bans at 3 within an hour, for two hours; all others at 2 in 24
                "0 strict, 1 strict, 2 strict | 1/3 2/3 2/3",
                "0 strict, 0.5 strict, 1 strict | 1/3 2/3 banned [9 for 2]",
                "0 strict, 0.1 other, 0.2 strict | 1/3 1/2 2/3",
                "0 other, 0.1 strict, 0.2 other | 1/2 1/3 banned [9 for 168]",
                "0 other, 0.1 another | 1/2 banned [9 for 168]",
                // a ban by one window leaves the others as they are
                "0 other, 0.1 strict, 0.2 strict, 0.3 strict, 1 other, 2.4 another"
                        + " | 1/2 1/3 2/3 banned [9 for 2] already banned [9 for 168]",
            })
    void aRuleWithAPolicyOfItsOwnCountsByItself(String strikes, String verdicts) {
        TestingRuleBook book =
                TestingRuleBook.of(POLICY)
                        .with(
                                "strict",
                                new Terms(
                                        "postfix/strict",
                                        new Policy(3, Duration.ofHours(1), Duration.ofHours(2)),
                                        false));
        assertEquals(verdicts, String.join(" ", verdicts(book, of9(strikes))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // bans of 10 hours, doubled by each earlier one of 100 hours, at most 35
                "0 a, 20 a, 50 a, 100 a | banned [9 for 10] banned [9 for 20] banned [9 for 35]"
                        + " banned [9 for 35]",
                // over at 10, forgotten after 110; the end is not remembered
                "0 a, 109 a | banned [9 for 10] banned [9 for 20]",
                "0 a, 110 a | banned [9 for 10] banned [9 for 10]",
                // a strike inside a ban changes nothing
                "0 a, 5 a, 20 a | banned [9 for 10] already banned [9 for 20]",
                // an unban forgets
                "0 a, 20 unban, 21 a, 40 a | banned [9 for 10] banned [9 for 10] banned [9 for 20]",
                "0 a, 5 unban, 6 a | banned [9 for 10] banned [9 for 10]",
            })
    void bansGrowWithEarlierOnes(String strikes, String verdicts) {
        BanTime time =
                new BanTime(
                        Duration.ofHours(10),
                        Optional.of(
                                new BanTime.Growth(
                                        2, Duration.ofHours(35), Duration.ofHours(100))));
        TestingRuleBook book = TestingRuleBook.of(new Policy(1, DAY, time));
        assertEquals(verdicts, String.join(" ", verdicts(book, of9(strikes))));
    }

    @Test
    void whatIsOnlyObservedCountsAndBansNobody() {
        TestingRuleBook book =
                TestingRuleBook.of(POLICY).with("new", new Terms("postfix/new", POLICY, true));
        assertEquals(
                List.of(
                        "1/2",
                        "observed 1",
                        "observed ban",
                        "observed 1",
                        "banned [9 for 168]",
                        "already"),
                verdicts(book, of9("0 a, 1 new, 2 new, 3 new, 4 a, 5 new")));
    }

    @Test
    void whoAttacksAnAccountIsBannedWithTheOthersWhoDid() {
        TestingRuleBook book =
                TestingRuleBook.of(POLICY)
                        .with(
                                "account",
                                new Terms("postfix/account", new Policy(4, DAY, WEEK), false));
        assertEquals(
                List.of(
                        "1/4", // alice: 1
                        "2/4", // alice: 2
                        "1/4", // bob is another account
                        "1/2", // and this rule counts by address
                        "3/4", // alice: 2 again, who is banned once
                        "banned [4 for 168, 1 for 168, 2 for 168]",
                        "already",
                        "1/4"),
                verdicts(
                        book,
                        List.of(
                                "0 strike 203.0.113.1 account account=alice",
                                "1 strike 203.0.113.2 account account=alice",
                                "2 strike 203.0.113.3 account account=bob",
                                "3 strike 203.0.113.4 other",
                                "4 strike 203.0.113.2 account account=alice",
                                "5 strike 203.0.113.4 account account=alice",
                                "6 strike 203.0.113.1 account account=bob",
                                "7 strike 203.0.113.5 account account=alice")));
    }

    @Test
    void whoIsUnbannedOrForgivenIsTakenOutOfAnAccountsWindow() {
        TestingRuleBook book =
                TestingRuleBook.of(POLICY)
                        .with(
                                "account",
                                new Terms("postfix/account", new Policy(3, DAY, WEEK), false));
        assertEquals(
                List.of("1/3", "2/3", "1/3", "2/3", "banned [5 for 168, 3 for 168, 4 for 168]"),
                verdicts(
                        book,
                        List.of(
                                "0 strike 203.0.113.1 account account=alice",
                                "1 strike 203.0.113.2 account account=alice",
                                "2 unban 203.0.113.1",
                                "3 forgive 203.0.113.2",
                                "4 strike 203.0.113.3 account account=alice",
                                "5 strike 203.0.113.4 account account=alice",
                                "6 strike 203.0.113.5 account account=alice")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 a, 1 forgive, 2 a, 3 a | 1/2 1/2 banned [9 for 168]",
                // up to the moment itself
                "0 a, 1 a, 1 forgive | 1/2 banned [9 for 168]",
                "0 a, 1 forgive, 1 a, 2 a | 1/2 spared 1/2",
                // out of order: by their times, not by when they come
                "2 a, 1 forgive, 3 a | 1/2 banned [9 for 168]",
                "0 a, 2 a, 1 forgive | 1/2 banned [9 for 168]",
                "5 forgive, 4 a, 6 a, 3 a | spared 1/2 spared",
                "5 forgive, 1 forgive, 4 a | spared",
                // others' strikes stay
                "0 a, 1 forgive 203.0.113.8, 2 a | 1/2 banned [9 for 168]",
            })
    void whatIsForgivenCountsNoMore(String strikes, String verdicts) {
        assertEquals(
                verdicts, String.join(" ", verdicts(TestingRuleBook.of(POLICY), of9(strikes))));
    }

    @Test
    void eachJailForgivesForItself() {
        TestingRuleBook book = TestingRuleBook.of(POLICY);
        List<String> verdicts =
                verdicts(book, List.of("0 strike 64:ff9b::203.0.113.9", "1 forgive 203.0.113.9"));
        assertEquals(List.of("1/2"), verdicts);
    }

    private List<String> verdicts(TestingRuleBook book, List<String> lines) {
        return new Trial(book, StormBrake.DEFAULT, directory).verdicts(lines);
    }

    /** {@code 0 rule}, {@code 1 forgive [ADDRESS]}, {@code 2 unban}: all of one offender. */
    private static List<String> of9(String lines) {
        return Stream.of(lines.split(", ", -1))
                .map(
                        line -> {
                            String[] words = line.split(" ", 3);
                            String address = words.length > 2 ? words[2] : "203.0.113.9";
                            return switch (words[1]) {
                                case "forgive", "unban" ->
                                        words[0] + " " + words[1] + " " + address;
                                default -> words[0] + " strike " + address + " " + words[1];
                            };
                        })
                .toList();
    }
}
