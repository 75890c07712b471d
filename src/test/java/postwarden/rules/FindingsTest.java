package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the linter finds, what it lets pass, and how it is silenced. */
class FindingsTest {
    @TempDir Path directory;

    @TestFactory
    Stream<DynamicTest> aMatchByWhichAClientCouldChooseTheVictim() {
        return Stream.of(
                match("x from <CLIENT>", ""),
                match("(<QID>: )?lost connection after [A-Z-]+ from <CLIENT>.*", ""),
                match("warning: [^ \\[]*\\[<ADDR>\\]: .*", ""),
                match(".*x from <CLIENT>", "loose-front"),
                match("x .* from <CLIENT>", "loose-front"),
                match("x .*? from <CLIENT>", "loose-front"),
                match("x \\S+ from [^ ]+\\[<ADDR>\\].*", "loose-front"),
                match("helo=<[^ ]*> <CLIENT>.*", ""),
                match("helo=<.*> <CLIENT>.*", "loose-front"),
                match("(a|b.*)x from <CLIENT>", "loose-front"),
                match("[0-9]+<ADDR>", "loose-front"),
                match("x from \\S+", "no-address"),
                match("x( from <CLIENT>)?", "optional-address"),
                match("x from (<CLIENT>|nobody)", "optional-address"),
                match("x from <CLIENT> or <ADDR>", "two-addresses"));
    }

    @TestFactory
    Stream<DynamicTest> anIgnoreThatAClientCouldTrigger() {
        return Stream.of(
                ignore("ignore ~/x from <CLIENT>: harmless/", ""),
                ignore("ignore ~/x from <CLIENT>: harmless.*/", ""),
                ignore("ignore ~/.*harmless/", "open-ignore"),
                ignore("ignore ~/x from <CLIENT>: .*harmless.*/", "open-ignore"),
                ignore("ignore ~/x from <CLIENT>: [^:]*: harmless.*/", ""),
                ignore("ignore ~/x from <CLIENT>: [^;]*; from=<a@b.example> .*/", "open-ignore"),
                ignore("ignore ~/x from <CLIENT>: [^;]*; helo=<\\[.*/", "open-ignore"),
                ignore("ignore ~/x from <CLIENT>: [^;]*; from=<[^>]*> proto=ESMTP .*/", ""),
                ignore("ignore code: ~/4.*/", ""),
                ignore("ignore reason: ~/down/", "open-ignore"),
                ignore("ignore code: ~/.*4/", "open-ignore"));
    }

    @Test
    void aRuleThatAnEarlierOneCoversIsShadowed() throws IOException {
        String rules =
                rule("first", "x from <CLIENT>: 5.*")
                        + rule("second", "x from <CLIENT>: 5[0-9]*: no")
                        + rule("third", "x from <CLIENT>: 5.*")
                        + rule("fourth", "x from <CLIENT>: 4.*");
        assertEquals(
                List.of(
                        "8:17: warning: this never decides: rule 'first' comes first and fits all that it fits [shadowed]",
                        "12:17: warning: this never decides: rule 'first' comes first and fits all that it fits [shadowed]"),
                problems(rules));
    }

    @Test
    void whatIsSilencedWithAReasonIsNoFinding() throws IOException {
        assertEquals(
                List.of(),
                problems(
                        """
                            rule('r') {
                                match ~/x .* from <CLIENT>/
                                silence 'loose-front', 'nobody but us writes these'
                                silence 'no-example', 'none at hand'
                            }
                        """));
        assertEquals(
                List.of(),
                problems(
                        """
                            ignore ~/.*harmless.*/
                            silence 'open-ignore', 'nobody but us writes these'
                        """));
    }

    @Test
    void aSilenceMustBeNeededKnownAndReasoned() throws IOException {
        assertEquals(
                List.of(
                        "6:5: warning: there is no 'loose-front' here to silence [needless-silence]"),
                problems(
                        rule("r", "x from <CLIENT>: .*")
                                .replace("    }", "    silence 'loose-front', 'y'\n    }")));
        assertEquals(
                List.of(
                        "3:5: there is no finding 'no-exmple'; did you mean 'no-example'? (there are loose-front, open-ignore, no-example, shadowed, idle)",
                        "4:5: 'two-addresses' cannot be silenced",
                        "5:5: say why 'shadowed' is silenced",
                        "6:5: 'silence' is written silence 'open-ignore', 'why'"),
                problems(
                        """
                            silence 'no-exmple', 'x'
                            silence 'two-addresses', 'x'
                            silence 'shadowed', ' '
                            silence 'shadowed'
                        """));
    }

    @Test
    void everyFindingIsExplained() throws IOException {
        String page = Files.readString(Path.of("docs/findings.md"));
        for (Finding finding : Finding.values()) {
            assertTrue(page.contains("## " + finding + "\n"), finding.text);
        }
        assertEquals(
                Arrays.stream(Finding.values()).map(Finding::toString).sorted().toList(),
                page.lines()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3))
                        .sorted()
                        .toList());
    }

    private DynamicTest match(String pattern, String finding) {
        return test(
                pattern, "rule('r') {\n match ~/" + pattern + "/\n" + NO_EXAMPLE + "}", finding);
    }

    private DynamicTest ignore(String word, String finding) {
        return test(
                word,
                "rule('r') {\n match ~/x from <CLIENT>: (?<code>[0-9]+) .* (?<reason>[a-z]*)/\n "
                        + word
                        + "\n"
                        + NO_EXAMPLE
                        + "}",
                finding);
    }

    private static final String NO_EXAMPLE = " silence 'no-example', 'not the subject'\n";

    private DynamicTest test(String name, String text, String finding) {
        return DynamicTest.dynamicTest(
                name,
                () ->
                        assertEquals(
                                finding.isEmpty() ? List.of() : List.of(finding),
                                read(text).stream()
                                        .map(problem -> problem.finding().orElse("" + problem))
                                        .toList()));
    }

    private static String rule(String name, String pattern) {
        return """
                   rule('%s') {
                       match ~/%s/
                       silence 'no-example', 'not the subject'
                   }
               """
                .formatted(name, pattern);
    }

    private List<String> problems(String text) throws IOException {
        return read(text).stream()
                .map(problem -> problem.toString().substring(problem.file().length() + 1))
                .toList();
    }

    private List<Problem> read(String text) throws IOException {
        Path file = Files.createTempFile(directory, "rule", ".groovy");
        Files.writeString(file, "jail('j') {\n    unit 'u.service'\n" + text + "\n}\n");
        return new Rules(Readers.TOOLS, Optional.empty())
                .read(List.of(file)).problems().stream()
                        .filter(problem -> problem.line() > 0)
                        .toList();
    }
}
