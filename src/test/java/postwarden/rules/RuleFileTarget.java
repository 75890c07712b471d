package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postwarden.Entry;
import postwarden.testing.FuzzTarget;

/** Any text as a rule file: it becomes a book, or problems. */
public final class RuleFileTarget implements FuzzTarget {
    private static final Entry ENTRY =
            new Entry(
                    "",
                    Instant.EPOCH,
                    Optional.empty(),
                    OptionalInt.empty(),
                    "postfix/smtpd",
                    "lost connection after AUTH from unknown[203.0.113.9]");

    private final Rules rules = new Rules(Readers.TOOLS, Optional.empty());
    private final Path file;

    public RuleFileTarget() throws IOException {
        file = FuzzTarget.scratch().resolve("any.groovy");
    }

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "{".repeat(50_000),
                        "jail('a') {".repeat(300) + "}".repeat(300),
                        "!".repeat(50_000) + "x",
                        """
                        jail('a') {
                            unit 'postfix.service'
                            maxRetry 2
                            findTime 24.hours
                            banTime 7.days, factor: 2, most: 90.days, forget: 180.days
                            rule('b') {
                                about 'x'
                                match ~/lost (?<what>\\S+) after (?<n>\\d+) from <CLIENT>/
                                ignore what: ~/y/
                                when { number('n') > 3 && text('what') == 'z' }
                                weight 2
                                example 'lost a after 4 from x[203.0.113.9]', offender: '203.0.113.9'
                                harmless 'x'
                            }
                        }
                        """,
                        "jail('a') { rule('b') { match ~/x <ADDR>/; countBy 'user'; observe } }",
                        "import java.io.File\nnew File('/x').delete()",
                        "@Grab('x')\nclass A {}"));
    }

    @Override
    public void take(byte[] input) throws IOException {
        Files.write(file, input);
        Reading reading = rules.read(List.of(file));
        reading.problems().forEach(problem -> assertFalse(problem.toString().isEmpty()));
        reading.book().ifPresent(book -> book.jails().forEach(jail -> book.match(jail, ENTRY)));
    }
}
