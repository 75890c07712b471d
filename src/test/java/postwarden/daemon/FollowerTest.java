package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Tally;
import postwarden.Watched;

/** What was read and is not accepted is given away again, and is read again with other eyes. */
class FollowerTest {
    private static final List<String> WRITTEN =
            List.of("old 0", "new 1", "old 2", "new 3", "old 4");

    private final Follower follower =
            new Follower(FollowerTest::open, watching("old"), Optional.empty(), Instant.EPOCH);

    @Test
    void aBatchIsGivenAwayUntilItIsAccepted() {
        assertEquals(List.of("old 0", "old 2"), read(3));
        assertTrue(follower.hasPending());
        assertEquals(List.of("old 0", "old 2"), read(3));
        assertEquals(Optional.empty(), follower.position());
        follower.accept();
        assertFalse(follower.hasPending());
        assertEquals(List.of("old 4"), read(3));
    }

    @Test
    void whatIsPendingIsReadAgainWhenSomethingElseIsWatched() {
        read(1);
        follower.accept();
        assertEquals(List.of("old 2"), read(2));
        follower.watch(watching("new"));
        assertFalse(follower.hasPending());
        assertEquals(List.of("new 1", "new 3"), read(5));
    }

    @Test
    void whatWasAcceptedIsNotReadAgain() {
        read(3);
        follower.accept();
        follower.watch(watching("new"));
        assertEquals(List.of("new 3"), read(5));
    }

    private List<String> read(int most) {
        return follower.read(most, System.nanoTime()).orElseThrow().entries().stream()
                .map(Entry::message)
                .toList();
    }

    private static Watched watching(String word) {
        return new Watched(List.of(), Optional.empty(), false, message -> message.startsWith(word));
    }

    /** A journal of {@link #WRITTEN}; a cursor is the number of entries before and at it. */
    private static Journal open(Watched watched, Optional<Position> after, Instant since) {
        return new Journal() {
            private int next = after.map(each -> Integer.parseInt(each.cursor())).orElse(0);

            @Override
            public Batch read(int most) {
                List<String> looked = WRITTEN.subList(next, Math.min(next + most, WRITTEN.size()));
                next += looked.size();
                return new Batch(
                        looked.stream().filter(watched.screen()).map(FollowerTest::entry).toList(),
                        looked.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Position(Integer.toString(next), Instant.EPOCH)),
                        Tally.NONE,
                        Optional.empty(),
                        next == WRITTEN.size());
            }

            @Override
            public void close() {}
        };
    }

    private static Entry entry(String message) {
        return new Entry(
                "", Instant.EPOCH, Optional.empty(), OptionalInt.empty(), "postfix/smtpd", message);
    }
}
