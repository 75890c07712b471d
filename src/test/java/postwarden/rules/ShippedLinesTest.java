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

/** What every known form of Postfix' and Dovecot's entries comes to: a table for each rule file. */
class ShippedLinesTest {
    private static final Path TABLES = Path.of("src/test/resources/postwarden/rules");

    @TestFactory
    Stream<DynamicTest> everyLineOfTheTenRulesHasItsVerdict() throws IOException {
        return table(ShippedRules.POSTFIX);
    }

    @TestFactory
    Stream<DynamicTest> everyLineOfTheExtraRulesHasItsVerdict() throws IOException {
        return table(ShippedRules.POSTFIX_EXTRA);
    }

    @TestFactory
    Stream<DynamicTest> everyLineOfDovecotHasItsVerdict() throws IOException {
        return table(ShippedRules.DOVECOT);
    }

    private static Stream<DynamicTest> table(ShippedRules rules) throws IOException {
        Path table = TABLES.resolve(rules.name + "-lines.txt");
        List<DynamicTest> tests = new ArrayList<>();
        String verdict = "";
        String identifier = "";
        for (String line : Files.readAllLines(table)) {
            if (line.startsWith("== ")) {
                String[] head = line.substring(3).split(" \\| ", -1);
                verdict = head[0];
                identifier = head[1];
            } else if (!line.isBlank() && !line.startsWith("# ")) {
                tests.add(test(rules, verdict, identifier, unescaped(line)));
            }
        }
        return tests.stream();
    }

    @Test
    void theTenRulesStandInTheirOrder() {
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
                ShippedRules.POSTFIX.book.jails().getFirst().rules().stream()
                        .map(rule -> rule.name())
                        .toList());
    }

    private static DynamicTest test(
            ShippedRules rules, String verdict, String identifier, String message) {
        return DynamicTest.dynamicTest(
                verdict + ": " + message,
                () -> assertEquals(verdict, rules.verdict(identifier, message)));
    }

    private static String unescaped(String line) {
        return line.replace("\\u0085", "\u0085")
                .replace("\\u2028", "\u2028")
                .replace("\\u2029", "\u2029")
                .replace("\\n", "\n");
    }
}
