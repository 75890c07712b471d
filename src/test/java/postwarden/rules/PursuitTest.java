package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How far a pattern follows an entry, and what it wants there. */
class PursuitTest {
    @TestFactory
    Stream<DynamicTest> aPatternIsFollowedToTheFirstPlaceThatDoesNotFit() {
        return Stream.of(
                reach("lost connection", "lost conection", 8, "nection"),
                reach("lost connection", "timeout", 0, "lost connection"),
                reach("lost", "lost connection", 4, ""),
                reach("lost connection", "lost", 4, " connection"),
                reach("after [A-Z]+ from x", "after 12 from x", 6, "[A-Z]+"),
                reach("after [A-Z]+ from x", "after AUTH form x", 12, "rom x"),
                reach("(a|bcd|bx)e", "bcx", 2, "d"),
                reach("(?<part>ab)c", "abd", 2, "c"),
                reach("x from <CLIENT>", "x from nobody", 7, "<CLIENT>"),
                reach("(<QID>: )?lost", "NOQUEUE: last", 10, "ost"),
                reach("<.*>: Relay.*", "<a>: Sender", 5, "Relay"),
                reach("(ab){2,3}", "abc", 0, "(ab){2,3}"));
    }

    @Test
    void whatWasCapturedIsMarked() {
        List<Attempt> attempts =
                ShippedRules.POSTFIX.book.attempts(
                        "postfix/anvil",
                        "statistics: max connection rate 30/60s for (smtp:203.0.113.9)");
        assertEquals(
                List.of(
                        new Mark("rate", 32, 34),
                        new Mark("seconds", 35, 37),
                        new Mark("address", 49, 60)),
                attempts.getLast().marks());
        assertEquals(new Outcome.NotFitting(new Reach(0, "<QID>")), attempts.getFirst().outcome());
    }

    private static DynamicTest reach(String pattern, String text, int at, String wanted) {
        return DynamicTest.dynamicTest(
                pattern + " on " + text,
                () ->
                        assertEquals(
                                new Reach(at, wanted),
                                Pursuit.of(EntryPattern.plain(pattern), text)));
    }
}
