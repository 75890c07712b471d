package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon may take up many books: one that is gone takes its classes along. */
class OldBooksTest {
    private static final int BOOKS = 40;

    @TempDir private Path directory;

    @Test
    void nothingHoldsTheClassesOfABookThatIsGone() throws IOException {
        Rules rules = new Rules(Readers.TOOLS, Optional.of(directory.resolve("cache")));
        load(rules, 4);
        int before = loadedClasses();
        CompiledBook last = load(rules, BOOKS);
        int more = loadedClasses() - before;
        assertTrue(more < BOOKS, more + " classes more");
        assertTrue(last.mayMatch("entry 1 from unknown[203.0.113.9]"));
    }

    private CompiledBook load(Rules rules, int times) throws IOException {
        Path file = directory.resolve("a.groovy");
        CompiledBook book = null;
        for (int i = 0; i < times; i++) {
            Files.writeString(
                    file,
                    """
                    jail('postfix') {
                        unit 'postfix.service'
                        rule('rule-%d') {
                            match ~/entry (?<number>[0-9]+) from <CLIENT>/
                            when { number('number') >= 0 }
                            example 'entry 1 from unknown[203.0.113.9]', offender: '203.0.113.9'
                        }
                    }
                    """
                            .formatted(i % 2));
            book = rules.load(List.of(file));
        }
        return book;
    }

    private static int loadedClasses() {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least =
                    Math.min(
                            least, ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }
        return least;
    }
}
