package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/** Every snippet of docs/rules.md and docs/findings.md does what the text around it says. */
class RulesGuideTest {
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String REFUSED = "// refused";

    @TempDir private static Path directory;

    /** One block of code. */
    private record Snippet(String document, String language, String text) {}

    @BeforeAll
    static void install() throws IOException {
        Path rules = Files.createDirectory(directory.resolve("rules"));
        Files.copy(Path.of("rules/postfix.groovy"), rules.resolve("postfix.groovy"));
        String honeypot =
                snippets("groovy")
                        .map(Snippet::text)
                        .filter(text -> text.startsWith("jail('honeypot')"))
                        .findFirst()
                        .orElseThrow();
        Files.writeString(rules.resolve("honeypot.groovy"), honeypot);
        try (InputStream packed =
                RulesGuideTest.class.getResourceAsStream(
                        "/postwarden/corpus/real-postfix.log.gz")) {
            Files.copy(new GZIPInputStream(packed), directory.resolve("mail.log"));
        }
        Files.createDirectory(directory.resolve("journal"));
        configure("shipped.toml", "\"postfix\"");
        configure("enabled.toml", "\"postfix\", \"honeypot\"");
    }

    private static void configure(String file, String enabled) throws IOException {
        Files.writeString(
                directory.resolve(file),
                """
                [rules]
                directory = "%1$s/rules"
                enable = [%2$s]
                [ledger]
                file = "%1$s/ledger.db"
                [control]
                socket = "%1$s/control.sock"
                """
                        .formatted(directory, enabled));
    }

    @TestFactory
    Stream<DynamicTest> everyPieceOfARuleFileCompiles() {
        return snippets("groovy").map(snippet -> test(snippet, () -> compile(snippet.text())));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandRuns() {
        return snippets("sh")
                .flatMap(snippet -> snippet.text().lines().map(line -> withLine(snippet, line)))
                .map(line -> test(line, () -> run(line.text())));
    }

    @Test
    void noCodeStandsOutsideOfTheBlocks() throws IOException {
        String outside = BLOCK.matcher(Files.readString(Path.of("docs/rules.md"))).replaceAll("");
        assertEquals(
                List.of(),
                outside.lines()
                        .filter(
                                line ->
                                        line.matches(
                                                " {4,}(postwarden|match|rule|jail|ignore)\\b.*"))
                        .toList());
        assertTrue(snippets("groovy").count() >= 8);
        assertTrue(snippets("sh").count() >= 4);
    }

    /** A file, a piece of a jail, a piece of a rule, or lines of which some are refused. */
    private static void compile(String text) throws IOException {
        if (text.contains(REFUSED)) {
            for (String line : text.lines().toList()) {
                String word = line.replaceFirst("//.*", "");
                assertEquals(line.contains(REFUSED), !errors(inRule(word)).isEmpty(), line);
            }
        } else if (text.startsWith("jail(")) {
            assertEquals(List.of(), errors(text));
        } else if (text.startsWith("rule(") || text.startsWith("forgive(")) {
            assertEquals(List.of(), errors(inJail(text)));
        } else {
            assertEquals(List.of(), errors(inRule("match ~/.* from <CLIENT>/\n" + text)));
        }
    }

    private static String inJail(String text) {
        return "jail('guide') {\n    unit 'postfix.service'\n" + text + "}\n";
    }

    private static String inRule(String text) {
        return inJail("rule('guide-rule') {\n" + text + "\n}\n");
    }

    private static List<String> errors(String text) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "guide", ".groovy"), text);
        return new Rules(Readers.TOOLS, Optional.empty())
                .read(List.of(file)).problems().stream()
                        .filter(problem -> problem.isError())
                        .map(Object::toString)
                        .toList();
    }

    /** Paths and the journal are the test's own. What is explained comes before the own rule. */
    private static void run(String line) {
        List<String> words = new ArrayList<>();
        ARGUMENT.matcher(
                        line.replace("/etc/postwarden/rules", directory + "/rules")
                                .replace("/var/log/mail.log", directory + "/mail.log"))
                .results()
                .map(RulesGuideTest::argument)
                .forEach(words::add);
        assertEquals("postwarden", words.removeFirst(), line);
        String command = words.getFirst();
        words.add("--config");
        words.add(directory + (command.equals("explain") ? "/shipped.toml" : "/enabled.toml"));
        if (command.equals("replay") && !line.contains("--maillog")) {
            words.add("--maillog");
            words.add(directory + "/mail.log");
        }
        CommandLine run = CommandLine.run(words.toArray(String[]::new));
        boolean found = !line.contains("trap@d.example");
        assertEquals(found ? 0 : 1, run.exit(), line + "\n" + run.err());
        assertTrue(run.out().length() > 20, line + "\n" + run.out());
    }

    private static String argument(MatchResult word) {
        return word.group(1) == null ? word.group(2) : word.group(1);
    }

    private static Stream<Snippet> snippets(String language) {
        return Stream.of("docs/rules.md", "docs/findings.md")
                .flatMap(RulesGuideTest::snippetsOf)
                .filter(snippet -> snippet.language().equals(language));
    }

    private static Stream<Snippet> snippetsOf(String document) {
        try {
            return BLOCK.matcher(Files.readString(Path.of(document)))
                    .results()
                    .map(block -> new Snippet(document, block.group(1), block.group(2)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Snippet withLine(Snippet snippet, String line) {
        return new Snippet(snippet.document(), snippet.language(), line);
    }

    private interface Body {
        void run() throws IOException;
    }

    private static DynamicTest test(Snippet snippet, Body body) {
        String first = snippet.text().lines().findFirst().orElse("");
        return DynamicTest.dynamicTest(snippet.document() + ": " + first, body::run);
    }
}
