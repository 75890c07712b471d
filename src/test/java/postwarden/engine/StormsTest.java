package postwarden.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.Policy;
import postwarden.StormBrake;
import postwarden.testing.TestingRuleBook;

/**
 * The storm brake. Hours are counted from a midnight; a stretch is ten minutes, and three offenders
 * in one are plausible unless a test says otherwise.
 */
class StormsTest {
    private static final Policy POLICY = new Policy(2, Duration.ofDays(1), Duration.ofDays(7));
    private static final StormBrake THREE =
            new StormBrake(true, OptionalInt.of(3), Duration.ofMinutes(10));

    @TempDir private Path directory;

    @Test
    void whoStrikesAfterTheFirstFewIsHeldBackAndNotBanned() {
        List<String> lines = new ArrayList<>();
        for (int offender = 1; offender <= 5; offender++) {
            lines.add("1.01 " + dns(offender));
        }
        for (int offender = 1; offender <= 5; offender++) {
            lines.add("1.1 " + dns(offender));
        }
        lines.add("1.11 " + dns(1));
        assertEquals(
                List.of(
                        "1/2",
                        "1/2",
                        "1/2",
                        "held",
                        "held", // the fourth is one too many
                        "held ban",
                        "held ban",
                        "held ban",
                        "held ban",
                        "held ban",
                        "held already"),
                verdicts(THREE, lines));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // over when six stretches were calm: the storm's last stretch ends at 1.1667
                "2.1 dns 4 | held ban",
                "2.2 dns 4 | banned [4 for 168]",
                // others' kinds do not confirm what the storm made, so what is not confirmed is
                // dropped
                "2.2 other 4 | 1/2",
                "2.2 other 4, 2.3 other 4 | 1/2 banned [4 for 168]",
                "2.2 zone 4 | 1/2",
                // dropped with the window
                "25.2 dns 4 | 1/2",
                // another kind is not slowed while it lasts, nor counts with what the storm makes
                "1.12 other 4, 1.13 other 4 | 1/2 banned [4 for 168]",
                "1.12 zone 4, 1.13 zone 4 | 1/2 banned [4 for 168]",
                "1.12 other 4, 1.13 dns 4 | 1/2 held already", // full, but for the storm
                // what was counted before it was known to be a storm is the storm's as well
                "2.2 other 1 | 1/2",
                "2.2 dns 1 | banned [1 for 168]",
                // whoever is not in it strikes as ever, after it
                "2.2 dns 9, 2.3 dns 9 | 1/2 banned [9 for 168]",
            })
    void afterTheStormWhoStrikesSoAgainIsBanned(String strikes, String verdicts) {
        List<String> lines = new ArrayList<>();
        for (int offender = 1; offender <= 4; offender++) {
            lines.add("1.01 " + dns(offender));
        }
        for (String strike : strikes.split(", ", -1)) {
            String[] words = strike.split(" ", 3);
            lines.add(words[0] + " " + strike(words[1], Integer.parseInt(words[2])));
        }
        List<String> found = verdicts(THREE, lines);
        assertEquals(verdicts, String.join(" ", found.subList(4, found.size())));
    }

    @Test
    void aFewOffendersMakeNoStormHoweverOftenTheyStrike() {
        List<String> lines = new ArrayList<>();
        for (int strike = 0; strike < 20; strike++) {
            lines.add("1.0" + (10 + strike) + " " + dns(1 + strike % 3));
        }
        assertEquals(
                3,
                verdicts(THREE, lines).stream().filter(text -> text.startsWith("banned")).count());
    }

    @Test
    void whatIsPlausibleFollowsFromTheDaysBefore() {
        assertEquals(Storms.UNKNOWN, plausibleOnDay(0, List.of()));
        assertEquals(Storms.FLOOR, plausibleOnDay(1, List.of("0.5 " + strike("other", 1))));
        List<String> ten = new ArrayList<>();
        for (int offender = 1; offender <= 10; offender++) {
            ten.add("0.5 " + dns(offender));
        }
        assertEquals(30, plausibleOnDay(1, ten));
        assertEquals(30, plausibleOnDay(7, ten));
        assertEquals(Storms.UNKNOWN, plausibleOnDay(8, ten), "a week later nothing is known");
    }

    @Test
    void theBrakeCanBeOff() {
        List<String> lines = new ArrayList<>();
        for (int offender = 1; offender <= 9; offender++) {
            lines.add("1.01 " + dns(offender));
        }
        lines.add("1.02 " + dns(9));
        StormBrake off = new StormBrake(false, OptionalInt.empty(), Duration.ofMinutes(10));
        assertEquals("banned [9 for 168]", verdicts(off, lines).getLast());
    }

    @Test
    void aStormIsTheSameAfterEveryCrash() {
        Random random = new Random(20261125);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double hour = i / 100.0 + random.nextDouble() / 4;
            lines.add(
                    hour
                            + " "
                            + (random.nextInt(40) == 0
                                    ? "forgive 203.0.113." + random.nextInt(12)
                                    : strike(
                                            random.nextInt(4) == 0 ? "other" : "dns",
                                            random.nextInt(i < 300 ? 12 : 4))));
        }
        List<String> verdicts = verdicts(THREE, lines); // compares
        for (String kind : List.of("held", "held ban", "spared", "1/2")) {
            assertTrue(verdicts.contains(kind), kind);
        }
        assertTrue(verdicts.stream().anyMatch(text -> text.startsWith("banned")));
    }

    /** How many offenders may strike in one stretch of that day before bans are held. */
    private int plausibleOnDay(int day, List<String> before) {
        List<String> lines = new ArrayList<>(before);
        for (int offender = 1; offender <= Storms.UNKNOWN + 1; offender++) {
            lines.add(24 * day + 12 + " " + "strike 198.51.100." + offender % 250 + " x kind=dns");
        }
        lines.set(lines.size() - 1, 24 * day + 12 + " strike 198.51.101.1 x kind=dns");
        List<String> found =
                new Trial(
                                TestingRuleBook.of(POLICY),
                                StormBrake.DEFAULT,
                                directory.resolve("" + day + before.size()))
                        .verdicts(lines);
        int first = found.indexOf("held");
        return first < 0 ? -1 : first - before.size();
    }

    private List<String> verdicts(StormBrake brake, List<String> lines) {
        return new Trial(TestingRuleBook.of(POLICY), brake, directory).verdicts(lines);
    }

    private static String dns(int offender) {
        return strike("dns", offender);
    }

    private static String strike(String rule, int offender) {
        return "strike 203.0.113."
                + offender
                + " "
                + rule
                + (rule.equals("other") ? "" : " kind=" + rule);
    }
}
