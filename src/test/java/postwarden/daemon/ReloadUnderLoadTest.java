package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Strike;
import postwarden.Turn.Judgement;
import postwarden.control.ReloadReply;
import postwarden.control.Request;
import postwarden.testing.TestingDaemon;
import postwarden.testing.TestingEntry;

/**
 * A hundred reloads while entries stream in. Each book has two jails, and its rules are named for
 * it: so each entry has one strike in each jail, both of the same book, and the books change a
 * hundred times. Every second book also believes another user, and its patterns share no word with
 * the others', so the journal's reader looks for something else.
 */
class ReloadUnderLoadTest {
    private static final int RELOADS = 100;

    /** Enough for a backlog of several batches. */
    private static final int MOST_AHEAD = 2000;

    private static final int SLACK_CLASSES = 100;

    @TempDir private Path directory;

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicBoolean streaming = new AtomicBoolean(true);

    @Test
    void noEntryIsLostOrJudgedTwiceOrByHalfABook() throws Exception {
        try (TestingDaemon guard = new TestingDaemon(directory)) {
            write("even", "");
            guard.start();
            Thread writer = Thread.ofPlatform().start(() -> stream(guard));
            int classes = 0;
            try {
                for (int i = 1; i <= RELOADS; i++) {
                    boolean even = i % 2 == 0;
                    write(even ? "even" : "odd", even ? "" : ", '77'");
                    ReloadReply reply = guard.ask(new Request.Reload(false), ReloadReply.class);
                    assertTrue(reply.taken(), reply.toString());
                    String rule = even ? "second-even" : "second-odd";
                    guard.await("a strike by this book", () -> lastRule(guard).equals(rule));
                    if (i == RELOADS / 2) {
                        classes = loadedClasses();
                    }
                }
            } finally {
                streaming.set(false);
                writer.join();
            }
            guard.await("the last entry", () -> guard.judgements().size() >= 2 * written.get());
            check(guard.judgements().stream().map(each -> each.strike()).toList());
            int more = loadedClasses() - classes;
            assertTrue(more < SLACK_CLASSES, more + " classes more after 50 books");
        }
    }

    private void check(List<Strike> strikes) {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        int changes = 0;
        String book = "even";
        for (int i = 0; i < written.get(); i++) {
            expected.add(i + " first");
            expected.add(i + " second");
        }
        for (Strike strike : strikes) {
            found.add(strike.message().split(" ", -1)[1] + " " + strike.jail());
            String judge = strike.rule().substring(strike.jail().length() + 1);
            if (!judge.equals(book)) {
                changes++;
                assertEquals("first", strike.jail(), "a book changes between entries");
                book = judge;
            }
        }
        assertEquals(expected, found, "every entry once in each jail, in order");
        assertEquals(RELOADS, changes);
    }

    private void stream(TestingDaemon guard) {
        while (streaming.get()) {
            int number = written.get();
            if (number % 500 == 0 && number - guard.judgements().size() / 2 > MOST_AHEAD) {
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            String client = "198.18." + number / 250 % 250 + "." + (1 + number % 250);
            guard.log(
                    TestingEntry.postfix(
                            Instant.now().truncatedTo(ChronoUnit.MICROS),
                            "entry " + number + " from unknown[" + client + "] even odd"));
            written.incrementAndGet();
            LockSupport.parkNanos(500_000);
        }
    }

    private static String lastRule(TestingDaemon guard) {
        List<Judgement> judgements = guard.judgements();
        return judgements.isEmpty() ? "none" : judgements.getLast().strike().rule();
    }

    /** When garbage is gone; those of old books can go only if nothing holds them. */
    private static int loadedClasses() {
        ClassLoadingMXBean loading = ManagementFactory.getClassLoadingMXBean();
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, loading.getLoadedClassCount());
        }
        return least;
    }

    private void write(String book, String moreUsers) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String jail : List.of("first", "second")) {
            text.append(
                    """
                    jail('%1$s') {
                        unit 'postfix.service'
                        user '%2$s'%3$s
                        maxRetry 1000000
                        rule('%1$s-%4$s') {
                            match ~/entry [0-9]+ from <CLIENT> %5$s/
                            when { number('number') >= 0 }
                            example 'entry 1 from unknown[203.0.113.9] even odd', offender: '203.0.113.9'
                        }
                    }
                    """
                            .formatted(
                                    jail,
                                    TestingEntry.OWNER,
                                    moreUsers,
                                    book,
                                    book.equals("even") ? "even .*" : "[a-z]+ odd"));
        }
        Files.writeString(
                directory.resolve("rules/postfix.groovy"),
                text.toString().replace("entry [0-9]+ from", "entry (?<number>[0-9]+) from"));
    }
}
