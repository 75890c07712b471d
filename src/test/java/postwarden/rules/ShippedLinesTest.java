package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every known form of Postfix' entries comes to: the table is postfix-lines.txt. */
class PostfixLinesTest {
    private static final Path TABLE =
            Path.of("src/test/resources/postwarden/rules/postfix-lines.txt");

    @TestFactory
    Stream<DynamicTest> every_line_of_the_table_has_its_verdict() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        String verdict = "";
        String identifier = "";
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("== ")) {
                String[] head = line.substring(3).split(" \\| ", -1);
                verdict = head[0];
                identifier = head[1];
            } else if (!line.isBlank() && !line.startsWith("# ")) {
                tests.add(test(verdict, identifier, unescaped(line)));
            }
        }
        return tests.stream();
    }

    @Test
    void the_ten_rules_stand_in_their_order() {
        assertEquals(
                List.of(
                        "rcpt-no-reverse-dns",
                        "rcpt-dnsbl",
                        "rcpt-helo-not-found",
                        "vrfy-unknown-user",
                        "rcpt-malformed-504",
                        "rcpt-relay-denied-554",
                        "command-pipelining",
                        "lost-connection",
                        "sasl-auth-failed",
                        "connection-rate"),
                ShippedRules.BOOK.jails().getFirst().rules().stream()
                        .map(rule -> rule.name())
                        .toList());
    }

    private static DynamicTest test(String verdict, String identifier, String message) {
        return DynamicTest.dynamicTest(
                verdict + ": " + message,
                () -> assertEquals(verdict, ShippedRules.verdict(identifier, message)));
    }

    private static String unescaped(String line) {
        return line.replace("\\u0085", "\u0085")
                .replace("\\u2028", "\u2028")
                .replace("\\u2029", "\u2029")
                .replace("\\n", "\n");
    }
}
