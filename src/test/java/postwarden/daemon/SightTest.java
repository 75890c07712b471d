package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.testing.TestingEntry.postfix;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Position;
import postwarden.Refusal;
import postwarden.Tally;
import postwarden.UnitGlob;
import postwarden.Watched;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Stretch;
import postwarden.testing.TestingEntry;
import postwarden.testing.TestingJournal;
import postwarden.testing.TestingJournald;

/** What blinds the guard without a fault, and when it is said. */
class SightTest {
    private static final Pattern SAID_DROPPED =
            Pattern.compile("journald dropped (\\d+) entries of .* by its rate limit.*");

    private static final Instant NOON = Instant.parse("2025-11-24T12:00:00Z");
    private static final String DROPPED = "a596d6fe7bfa4994828e72309e95d61e";

    @TempDir private Path directory;
    private Instant now = NOON;
    private List<String> logFiles = List.of();

    @Test
    void whatJournaldItselfDropsIsCounted() throws Exception {
        try (TestingJournald journald =
                new TestingJournald(directory, "RateLimitIntervalSec=1s", "RateLimitBurst=10")) {
            journald.write(
                    IntStream.range(0, 500).mapToObj(i -> "entry " + i).toArray(String[]::new));
            now = Instant.now();
            Surroundings surroundings = surroundings(watched("*"));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (kept("entry ") + saidDropped(surroundings) < 500
                    && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(1100);
                journald.write("after"); // journald says so with the unit's next entry
                surroundings.look();
            }
            assertTrue(saidDropped(surroundings) > 0);
            assertEquals(500, kept("entry ") + saidDropped(surroundings));
        }
    }

    private static long saidDropped(Surroundings surroundings) {
        return sentences(surroundings.warnings()).stream()
                .map(SAID_DROPPED::matcher)
                .filter(Matcher::matches)
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .sum();
    }

    @Test
    void droppedEntriesAreAddedUpAndForgottenAfterADay() {
        write(dropped(10, "postfix.service", 30), dropped(20, "postfix.service", 12));
        Surroundings surroundings = surroundings(watched("postfix.service"));
        surroundings.look();
        assertEquals(
                List.of(
                        "journald dropped 42 entries of postfix.service by its rate limit, the last"
                                + " before "
                                + Reports.time(NOON.plusSeconds(20))),
                sentences(surroundings.warnings()));
        surroundings.heard(NOON.plus(Duration.ofDays(2)));
        now = NOON.plus(Duration.ofDays(2));
        surroundings.look();
        assertEquals(List.of(), surroundings.warnings());
    }

    @Test
    void onlyJournaldItselfIsBelieved() {
        write(
                dropped(10, "postfix.service", 30).but("_TRANSPORT", "journal"),
                dropped(10, "postfix.service", 30).without("_TRANSPORT"),
                dropped(11, "ssh.service", 30));
        Surroundings surroundings = surroundings(watched("postfix.service"));
        surroundings.look();
        assertEquals(List.of(), surroundings.warnings());
    }

    @Test
    void aPostfixThatLogsToAFileIsSaid() {
        write();
        logFiles = List.of("", "/var/log/maillog");
        Surroundings surroundings = surroundings(watched("postfix.service"));
        surroundings.look();
        assertEquals(
                List.of("Postfix logs to /var/log/maillog (maillog_file), and not to the journal"),
                sentences(surroundings.warnings()));
        logFiles = List.of("");
        surroundings.heard(NOON);
        surroundings.look();
        assertEquals(List.of(), surroundings.warnings());
    }

    @Test
    void aJournalWithoutAnEntryOfPostfixIsSaid() {
        write(postfix(NOON, "another's").but("_SYSTEMD_UNIT", "ssh.service"));
        Surroundings surroundings = surroundings(watched("postfix.service", "postfix@*.service"));
        surroundings.look();
        assertEquals(List.of(), surroundings.warnings(), "not at once");
        surroundings.look();
        assertEquals(
                List.of(
                        "the journal holds no entry of postfix.service, postfix@*.service: is"
                                + " Postfix there, and does it log to the journal?"),
                sentences(surroundings.warnings()));
        surroundings.heard(NOON);
        surroundings.look();
        assertEquals(List.of(), surroundings.warnings(), "until one is read");
    }

    @Test
    void silenceOfHoursIsSaid() {
        write(postfix(NOON, "the last").but("_SYSTEMD_UNIT", "postfix@-.service"));
        Surroundings surroundings = surroundings(watched("postfix.service", "postfix@*.service"));
        now = NOON.plus(Duration.ofHours(6)).minusSeconds(1);
        looks(surroundings, 2);
        assertEquals(List.of(), surroundings.warnings());
        now = NOON.plus(Duration.ofHours(6));
        looks(surroundings, 10);
        assertEquals(
                List.of(
                        "no entry of postfix.service, postfix@*.service since "
                                + Reports.time(NOON)),
                sentences(surroundings.warnings()));
    }

    @Test
    void aJournalThatIsReadLateIsSaidAfterAMinute() {
        write();
        Sight sight = new Sight(surroundings(watched("postfix.service")));
        sight.look(NOON, Duration.ofSeconds(61));
        sight.look(NOON.plusSeconds(60), Duration.ofSeconds(99));
        assertEquals(List.of(), sight.warnings(NOON.plusSeconds(60)));
        sight.look(NOON.plusSeconds(61), Duration.ofSeconds(99));
        assertEquals(
                List.of("the journal is read more than a minute late since " + Reports.time(NOON)),
                sentences(sight.warnings(NOON.plusSeconds(61))));
        sight.look(NOON.plusSeconds(62), Duration.ofSeconds(60));
        assertEquals(List.of(), sight.warnings(NOON.plusSeconds(62)));
    }

    @Test
    void aClockThatJumpedIsSaidForADay() {
        write();
        Sight sight = new Sight(surroundings(watched("postfix.service")));
        sight.clockJumped(Duration.ofHours(-2), NOON);
        sight.look(NOON.plus(Duration.ofHours(23)), Duration.ZERO);
        assertEquals(
                List.of("the clock jumped by -2h at " + Reports.time(NOON)),
                sentences(sight.warnings(NOON)));
        sight.look(NOON.plus(Duration.ofHours(24)), Duration.ZERO);
        assertEquals(List.of(), sight.warnings(NOON));
    }

    @Test
    void entriesFromTheFutureAreCounted() {
        write();
        Sight sight = new Sight(surroundings(watched("postfix.service")));
        sight.read(batch(NOON.plusSeconds(5)), NOON);
        assertEquals(List.of(), sight.warnings(NOON));
        sight.read(batch(NOON.plusSeconds(6), NOON.plusSeconds(3600)), NOON);
        sight.read(batch(NOON.plusSeconds(7)), NOON);
        assertEquals(
                List.of("3 entries came from the future, by up to 1h: was the clock set back?"),
                sentences(sight.warnings(NOON)));
        sight.look(NOON.plus(Duration.ofDays(1)), Duration.ZERO);
        assertEquals(List.of(), sight.warnings(NOON));
    }

    private Surroundings surroundings(Watched watched) {
        return new Surroundings(
                new Source.Directory(directory), watched, () -> logFiles, () -> now);
    }

    private static void looks(Surroundings surroundings, int times) {
        for (int i = 0; i < times; i++) {
            surroundings.look();
        }
    }

    private static List<String> sentences(List<Warning> warnings) {
        return warnings.stream().map(Warning::sentence).toList();
    }

    private static Batch batch(Instant... times) {
        List<Entry> entries =
                List.of(times).stream()
                        .map(
                                time ->
                                        new Entry(
                                                "",
                                                time,
                                                Optional.empty(),
                                                java.util.OptionalInt.empty(),
                                                "",
                                                "message"))
                        .toList();
        Position end = new Position("", entries.getLast().time());
        return new Batch(entries, Optional.of(end), new Tally(1, 0, 0, 0), Optional.empty(), true);
    }

    /** None as long as journald has not made its first file. */
    private long kept(String prefix) {
        try (var history =
                Journals.history(
                        new Source.Directory(directory), watched("*"), Stretch.ALL, false)) {
            return history.read(10_000).entries().stream()
                    .filter(entry -> entry.message().startsWith(prefix))
                    .count();
        } catch (Refusal refused) {
            assertEquals(Refusal.Kind.UNAVAILABLE, refused.kind());
            return 0;
        }
    }

    private static Watched watched(String... units) {
        return new Watched(
                List.of(units).stream().map(UnitGlob::new).toList(),
                Optional.of(Set.of(TestingJournald.OWNER)),
                false,
                message -> true);
    }

    private static TestingEntry dropped(int second, String unit, int entries) {
        return TestingEntry.bare(NOON.plusSeconds(second))
                .with("_TRANSPORT", "driver")
                .with("_UID", "0")
                .with("MESSAGE_ID", DROPPED)
                .with("MESSAGE", "Suppressed " + entries + " messages from " + unit)
                .with("N_DROPPED", String.valueOf(entries));
    }

    private void write(TestingEntry... entries) {
        TestingJournal.write(directory.resolve("a.journal"), List.of(entries));
    }
}
