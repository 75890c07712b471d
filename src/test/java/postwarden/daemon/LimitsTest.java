package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Policy;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.control.Request;
import postwarden.control.WhyReport;
import postwarden.testing.Entries;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingRuleBook;

/** What outsiders can make grow, and where it ends. */
class LimitsTest {
    private static final Policy POLICY = new Policy(2, Duration.ofDays(1), Duration.ofDays(7));

    @Test
    void aBacklogIsJudgedInBatchesAndWhyTellsTheNewest(@TempDir Path directory) throws IOException {
        try (TestingDaemon guard = new TestingDaemon(directory)) {
            for (int i = 0; i < 1500; i++) {
                guard.log("lost connection after AUTH from unknown[203.0.113.9]");
            }
            guard.start();
            assertEquals(1500, guard.judged().strikes());
            List<Integer> sizes =
                    guard.turns().stream().map(turn -> turn.judgements().size()).toList();
            assertTrue(sizes.stream().allMatch(size -> size <= 512), sizes.toString());
            assertTrue(sizes.contains(512), sizes.toString());
            WhyReport why = guard.ask(new Request.Why("203.0.113.9"), WhyReport.class);
            assertEquals(1000, why.strikes().size());
            assertEquals("already banned", why.strikes().getLast().verdict());
        }
    }

    @Test
    void countsOfRulesThatAreGoneAreKeptUpToALimit() {
        Totals totals = new Totals(TestingRuleBook.of(POLICY));
        for (int i = 0; i < 1000; i++) {
            totals.add(strike("gone-" + i));
        }
        totals.follow(TestingRuleBook.of(POLICY));
        assertEquals(1001, totals.rules().size());
        totals.add(strike("gone-1000"));
        totals.follow(TestingRuleBook.of(POLICY));
        assertEquals(List.of("lost-connection"), List.copyOf(totals.rules().keySet()));
        assertEquals(1001, totals.strikes());
    }

    private static Turn strike(String rule) {
        Judgement judgement =
                new Judgement(Entries.strike("203.0.113.9", rule), new Verdict.Counted(1, 2));
        return new Turn(List.of(judgement), Optional.empty());
    }
}
