package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;

/** Whatever a mistake can be: where it is, and what is said about it. */
class BrokenRuleFilesTest {
    private static final String HEAD =
            """
            jail('j') {
                unit 'u.service'
            """;
    private static final String RULE =
            HEAD
                    + """
                          rule('r') {
                              match ~/x from <CLIENT>/
                              example 'x from y[203.0.113.9]', offender: '203.0.113.9'
                      """;
    private static final String END = "    }\n}\n";

    @TempDir Path directory;

    @TestFactory
    Stream<DynamicTest> eachMistakeIsSaidWithItsPlace() {
        return Stream.of(
                // words
                broken(
                        HEAD + "    maxRety 2\n}",
                        "3:5: unknown word 'maxRety'; did you mean 'maxRetry'?"),
                broken(HEAD + "    frobnicate 2\n}", "3:5: unknown word 'frobnicate'"),
                broken(
                        HEAD + "    match ~/x/\n}",
                        "3:5: 'match' belongs inside a rule, not a jail"),
                broken("unit 'u.service'\n", "1:1: 'unit' belongs inside a jail, not a rule file"),
                broken(HEAD + "    maxRetry\n}", "3:5: 'maxRetry' is written maxRetry 2"),
                broken(HEAD + "    maxRetry 'two'\n}", "3:14: 'maxRetry' is written maxRetry 2"),
                broken(HEAD + "    maxRetry 0\n}", "3:5: maxRetry is 1 or more, not 0"),
                broken(
                        HEAD + "    findTime 24\n}",
                        "3:14: 'findTime' needs a unit: findTime 24.hours"),
                broken(
                        HEAD + "    findTime 24.hour5\n}",
                        "3:14: unknown unit 'hour5'; did you mean 'hour'?"),
                broken(HEAD + "    banTime 0.days\n}", "3:5: banTime is longer than nothing"),
                broken(
                        HEAD + "    banTime 7.days, factor: 2, most: 90.days\n}",
                        "3:5: 'banTime' is written banTime 7.days, or banTime 7.days, factor: 2,"
                                + " most: 90.days, forget: 180.days"),
                broken(
                        HEAD + "    banTime 7.days, factor: 2, most: 90, forget: 9.weeks\n}",
                        "3:38: 'banTime' needs a unit: banTime 7.days, or banTime 7.days, factor:"
                                + " 2, most: 90.days, forget: 180.days"),
                broken(
                        HEAD + "    banTime 7.days, faktor: 2, most: 90.days, forget: 9.weeks\n}",
                        "3:29: 'banTime' takes no 'faktor:'; did you mean 'factor'?",
                        "3:5: 'banTime' is written banTime 7.days, or banTime 7.days, factor: 2,"
                                + " most: 90.days, forget: 180.days"),
                broken(
                        HEAD + "    banTime 7.days, factor: 1, most: 90.days, forget: 9.weeks\n}",
                        "3:5: a factor is 2 or more, not 1"),
                broken(
                        HEAD + "    banTime 7.days, factor: 2, most: 3.days, forget: 9.weeks\n}",
                        "3:5: most is not less than the first banTime"),
                broken(HEAD + "    observe 2\n}", "3:5: 'observe' is written observe"),
                broken(
                        HEAD + "    observ\n}",
                        "3:5: unknown word 'observ'; did you mean 'observe'?"),
                broken(
                        HEAD + "    off\n}",
                        "3:5: 'off' belongs inside a forgive block, not a jail"),
                broken(
                        RULE + "off\n" + END,
                        "6:1: 'off' belongs inside a forgive block, not a rule"),
                broken(
                        RULE + "countBy 'usr'\n" + END,
                        "6:1: no pattern of this rule has a part (?<usr>…)"),
                broken(
                        RULE + "match ~/y (?<user>a) <CLIENT>/\ncountBy 'user'\n" + END,
                        "7:1: each pattern of this rule needs the part (?<user>…)"),
                broken(
                        RULE + "storm by: 'zone'\n" + END,
                        "6:1: no pattern of this rule has a part (?<zone>…)"),
                broken(RULE + "storm to: 'zone'\n" + END, "6:11: 'storm' takes no 'to:'"),
                broken(
                        HEAD + "    forgive('f') {\nmatch ~/x <CLIENT>/\nweight 2\n" + END,
                        "5:1: 'weight' belongs inside a rule, not a forgive block"),
                broken(
                        HEAD + "    forgive('f') {\nmatch ~/.* <CLIENT>/\n" + END,
                        "4:9: this can run on to text of the client's, who could then choose the"
                                + " address: let it exclude ' ', as in [^ ]* [loose-front]"),
                broken(
                        HEAD
                                + "    forgive('f') {\nmatch ~/x <CLIENT>/\noff\n"
                                + "example 'y a[203.0.113.9]', offender: '203.0.113.9'\n"
                                + END,
                        "6:1: this example is no strike: the pattern does not fit it"),
                broken(HEAD + "    user false\n}", "3:10: 'user' is written user 'postfix'"),
                broken(
                        HEAD + "    unit \"${1}.service\"\n}",
                        "3:10: 'unit' is written unit 'postfix.service'"),
                broken(HEAD + "    unit 'a/b'\n}", "3:5: 'a/b' is no unit's name"),
                broken(
                        "jail('j') {\n}\n",
                        "1:1: jail 'j' needs a unit: whose entries does it watch?"),
                broken(
                        "jail('J') {\n    unit 'u.service'\n}\n",
                        "1:1: a jail's name is lower case letters, digits and '-', not 'J'"),
                broken("jail('j')\n", "1:1: 'jail' is written jail('postfix') { … }"),
                broken("jail('j') { a ->\n}\n", "1:1: 'jail' is written jail('postfix') { … }"),
                broken(HEAD + "    user 'a', 5\n}", "3:5: 'user' is written user 'postfix'"),
                broken(HEAD + "    ignore reason: ~/x/\n}", "3:20: 'ignore' takes no 'reason:'"),
                // what a rule file is not
                broken("import java.io.File\n" + HEAD + "}", "1:1: a rule file imports nothing"),
                broken(
                        "import static java.lang.System.exit\n" + HEAD + "}",
                        "1:1: a rule file imports nothing"),
                broken("package a\n" + HEAD + "}", "1:1: a rule file belongs to no package"),
                broken("class A { }\n" + HEAD + "}", "1:1: a rule file defines no classes"),
                broken("def f() { 1 }\n" + HEAD + "}", "1:1: a rule file defines no methods"),
                broken(
                        "def x = 1\n" + HEAD + "}",
                        "1:1: a rule file holds nothing but its words: jail"),
                broken(
                        "@groovy.transform.ASTTest(value = { throw new Error('ran') })\ndef x = 1\n"
                                + HEAD
                                + "}",
                        "1:1: a rule file holds nothing but its words: jail"),
                broken(
                        "@groovy.transform.ASTTest(value = { throw new Error('ran') })\nclass A { }\n"
                                + HEAD
                                + "}",
                        "1:1: a rule file defines no classes"),
                broken(
                        "@Grab('a:b:1')\nimport a.B\n" + HEAD + "}",
                        "1:1: a rule file imports nothing"),
                broken(
                        HEAD + "    unit new File('/etc/passwd').text\n}",
                        "3:10: 'unit' is written unit 'postfix.service'"),
                broken(
                        HEAD + "    System.exit(1)\n}",
                        "3:5: a jail holds nothing but its words: unit, user, identifier, maxRetry, findTime, banTime, observe, ignore, silence, rule, forgive"),
                broken(
                        HEAD + "    for (x in [1]) { maxRetry 2 }\n}",
                        "3:5: a jail holds nothing but its words: unit, user, identifier, maxRetry, findTime, banTime, observe, ignore, silence, rule, forgive"),
                broken(HEAD + "    at(1, 2)\n}", "3:5: unknown word 'at'"),
                broken(HEAD + "    end()\n}", "3:5: unknown word 'end'"),
                broken(
                        HEAD + "    this.maxRetry(2)\n}",
                        "3:5: a jail holds nothing but its words: unit, user, identifier, maxRetry, findTime, banTime, observe, ignore, silence, rule, forgive"),
                broken(
                        "jail('j') {\n    unit 'u.service\n}\n",
                        "2:10: this text has no end on its line, or a backslash in it stands for nothing"),
                broken(
                        "jail('j') {\n    unit 'u.service'\n",
                        "3:1: the file ends inside a block: a '}' is missing"),
                broken(
                        "jail('j') {\n    unit 'x')\n}\n",
                        "2:13: unexpected ')': is a bracket, a quote or a slash missing before it?"),
                // patterns
                broken(
                        HEAD + "    rule('r') {\n        match ~/x (from <CLIENT>/\n" + END,
                        "4:19: '(' without its ')'"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/\\/x (from <CLIENT>/\n" + END,
                        "4:21: '(' without its ')'"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x from <HOST>/\n" + END,
                        "4:24: unknown tag <HOST>: there are <QID>, <CLIENT>, <ADDR>; for the text itself write \\<HOST>; did you mean 'CLIENT'?"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x from <CLIENT>(?=y)/\n" + END,
                        "4:32: groups are (…), (?:…) and (?<name>…); others do not match in linear time"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/^x from <CLIENT>/\n" + END,
                        "4:17: a pattern always fits the whole text: leave '^' out, or write \\^ for the character"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x from (\\S+)/\n" + END,
                        "4:17: a pattern needs <CLIENT> or <ADDR>: whose strike is it? [no-address]"),
                broken(
                        HEAD
                                + "    rule('r') {\n        match ~/x from <CLIENT> or <ADDR>/\n"
                                + END,
                        "4:36: two places for the address: write one 'match' for each form [two-addresses]"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x( from <CLIENT>)?/\n" + END,
                        "4:25: the address must not be optional or repeated [optional-address]"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x .* from <CLIENT>/\n" + END,
                        "4:19: this can run on to text of the client's, who could then choose the address: let it exclude ' ', as in [^ ]* [loose-front]"),
                broken(
                        HEAD + "    rule('r') {\n        match ~/x from \\S+\\[<ADDR>\\]/\n" + END,
                        "4:24: this can run on to text of the client's, who could then choose the address: let it exclude '[', as in [^ ]* [loose-front]"),
                broken(
                        HEAD + "    rule('r') {\n        match 'x from <CLIENT>'\n" + END,
                        "4:15: 'match' is written match ~/… from <CLIENT>/"),
                broken(
                        HEAD + "    rule('r') {\n        about 'x'\n" + END,
                        "3:5: rule 'r' needs a 'match'"),
                broken(
                        HEAD + "    identifier ~/a**/\n}",
                        "3:20: '*' repeats what is repeated already"),
                // limits
                broken(
                        HEAD + "    rule('r') {\n        match ~/x{1001} from <CLIENT>/\n" + END,
                        "4:19: a count is a number from 0 to 1000"),
                broken(
                        HEAD
                                + "    rule('r') {\n        match ~/"
                                + "(".repeat(51)
                                + "x"
                                + ")".repeat(51)
                                + " from <CLIENT>/\n"
                                + END,
                        "4:67: groups are nested too deeply"),
                // guards
                broken(
                        RULE + "        when { number('rate') > 3 }\n" + END,
                        "6:16: no pattern of this rule has a part (?<rate>…)"),
                broken(
                        RULE.replace("x from", "(?<rate>[0-9]+)? ?x from")
                                + "        when { number('rat') > 3 }\n"
                                + END,
                        "6:16: no pattern of this rule has a part (?<rat>…); did you mean 'rate'?"),
                broken(
                        RULE + "        when { for (;;) { } }\n" + END,
                        "6:14: a guard is one expression: when { number('rate') > 30 }"),
                broken(
                        RULE + "        when { text('x').length() > 3 }\n" + END,
                        "6:16: a guard is one expression of number('…'), text('…') and has('…'), such as number('rate') > 30"),
                broken(
                        RULE + "        when { nunber('x') > 3 }\n" + END,
                        "6:16: unknown word 'nunber'; did you mean 'number'?"),
                broken(
                        RULE.replace("x from", "(?<n>[0-9]+)? ?x from")
                                + "        when { number('n') > 'a' }\n"
                                + END,
                        "6:16: a guard answers yes or no, and compares numbers with numbers and texts with texts, such as number('rate') > 30"),
                broken(
                        RULE.replace("x from", "(?<n>[0-9]+)? ?x from")
                                + "        when { number('n') }\n"
                                + END,
                        "6:16: a guard answers yes or no, and compares numbers with numbers and texts with texts, such as number('rate') > 30"),
                broken(
                        RULE.replace("x from", "(?<n>[a-z]*);x from")
                                        .replace("'x from", "'a;x from")
                                + "        when { number('n') > 3 }\n"
                                + END,
                        "6:16: 'n' is no number: write (?<n>[0-9]+)"),
                broken(
                        RULE + "        ignore reason: ~/x/\n" + END,
                        "6:9: no pattern of this rule has a part (?<reason>…)"),
                // names and lines
                broken(
                        RULE
                                + "    }\n    rule('r') {\n        match ~/z from <CLIENT>/\n        example 'z from y[203.0.113.9]', offender: '203.0.113.9'\n"
                                + END,
                        "7:5: there is a rule 'r' already, at FILE:3"),
                broken(
                        RULE + "        example 'z', offender: '203.0.113.9'\n" + END,
                        "6:9: this example is no strike: the pattern does not fit it"),
                broken(
                        RULE
                                + "        example 'x from y[unknown]', offender: '203.0.113.9'\n"
                                + END,
                        "6:9: this example is no strike: 'unknown' is no client's address"),
                broken(
                        RULE
                                + "        example 'x from y[203.0.113.8]', offender: '203.0.113.9'\n"
                                + END,
                        "6:9: this example strikes 203.0.113.8, not 203.0.113.9"),
                broken(
                        RULE + "        example 'x from y[203.0.113.9]'\n" + END,
                        "6:9: an example names its offender: example '…', offender: '203.0.113.9'"),
                broken(
                        RULE
                                + "        example 'x from y[203.0.113.9]', ofender: '203.0.113.9'\n"
                                + END,
                        "6:51: 'example' takes no 'ofender:'; did you mean 'offender'?",
                        "6:9: an example names its offender: example '…', offender: '203.0.113.9'"),
                broken(
                        RULE
                                + "        example 'x from y[203.0.113.9]', offender: 'y.example'\n"
                                + END,
                        "6:9: 'y.example' is no address: an example names its offender"),
                broken(
                        RULE + "        harmless 'x from y[203.0.113.9]'\n" + END,
                        "6:9: this line should be harmless but strikes 203.0.113.9"),
                broken(RULE + "        weight 0\n" + END, "6:9: a weight is 1 or more, not 0"),
                // all at once
                broken(
                        HEAD
                                + "    maxRety 2\n    findTime 24\n    rule('r') {\n        mach ~/x/\n"
                                + END,
                        "3:5: unknown word 'maxRety'; did you mean 'maxRetry'?",
                        "4:14: 'findTime' needs a unit: findTime 24.hours",
                        "6:9: unknown word 'mach'; did you mean 'match'?"),
                broken(
                        HEAD
                                + "    maxRetry 0\n    rule('r') {\n        match ~/x (/\n        match ~/y/\n"
                                + END,
                        "3:5: maxRetry is 1 or more, not 0",
                        "5:19: '(' without its ')'",
                        "6:17: a pattern needs <CLIENT> or <ADDR>: whose strike is it? [no-address]"),
                broken(
                        HEAD
                                + "    maxRety 2\n    ignore ~/a(/\n    rule('r') {\n        match ~/x <CLIEN>/\n        weight 0\n        when { number('rate') > 'a' }\n"
                                + END
                                + "jail('J') {\n}\n",
                        "3:5: unknown word 'maxRety'; did you mean 'maxRetry'?",
                        "4:15: '(' without its ')'",
                        "6:19: unknown tag <CLIEN>: there are <QID>, <CLIENT>, <ADDR>; for the text itself write \\<CLIEN>; did you mean 'CLIENT'?",
                        "7:9: a weight is 1 or more, not 0",
                        "8:16: a guard answers yes or no, and compares numbers with numbers and texts with texts, such as number('rate') > 30",
                        "11:1: a jail's name is lower case letters, digits and '-', not 'J'",
                        "11:1: jail 'J' needs a unit: whose entries does it watch?"));
    }

    @Test
    void peopleSeeTheLineWithACaret() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("bad.groovy"),
                        HEAD + "    rule('r') {\n\tmatch ~/x (from <CLIENT>/\n" + END);
        Problem problem =
                new Rules(Readers.TOOLS, Optional.empty())
                        .read(List.of(file)).problems().stream()
                                .filter(Problem::isError)
                                .findFirst()
                                .orElseThrow();
        assertEquals(
                file
                        + """
                        :4:12: '(' without its ')'
                            \tmatch ~/x (from <CLIENT>/
                            \t          ^""",
                problem.picture());
    }

    @Test
    void theDaemonHearsTheFirstErrorAndHowManyMore() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("bad.groovy"), HEAD + "maxRety 2\nbannTime 3.days\n}");
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> new Rules(Readers.TOOLS, Optional.empty()).load(List.of(file)));
        assertEquals(Refusal.Kind.BAD_INPUT, refusal.kind());
        assertEquals(
                file + ":3:1: unknown word 'maxRety'; did you mean 'maxRetry'? (and 1 more)",
                refusal.getMessage());
    }

    @Test
    void aFileOfMoreThanAMebibyteIsNotRead() throws IOException {
        Path file = Files.writeString(directory.resolve("long.groovy"), " ".repeat((1 << 20) + 1));
        assertEquals(List.of(file + ": is longer than 1048576 bytes"), errors(file));
    }

    @Test
    void aMissingFileIsSaid() {
        Path file = directory.resolve("none.groovy");
        assertEquals(List.of(file + ": there is no such file"), errors(file));
    }

    @Test
    void aRuleWithoutExampleIsAWarning() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("w.groovy"),
                        HEAD + "    rule('r') {\n        match ~/x from <CLIENT>/\n" + END);
        Reading reading = new Rules(Readers.TOOLS, Optional.empty()).read(List.of(file));
        assertEquals(true, reading.book().isPresent());
        assertEquals(
                List.of(file + ":3:5: warning: rule 'r' has no example [no-example]"),
                reading.problems().stream()
                        .filter(problem -> problem.line() > 0)
                        .map(Problem::toString)
                        .toList());
    }

    @Test
    void namesAreUniqueInAllFiles() throws IOException {
        Path one = Files.writeString(directory.resolve("one.groovy"), RULE + END);
        Path two = Files.writeString(directory.resolve("two.groovy"), RULE + END);
        Reading reading = new Rules(Readers.TOOLS, Optional.empty()).read(List.of(one, two));
        assertEquals(
                List.of(
                        two + ":1:1: there is a jail 'j' already, at " + one + ":1",
                        two + ":3:5: there is a rule 'r' already, at " + one + ":3"),
                reading.problems().stream()
                        .filter(Problem::isError)
                        .map(Problem::toString)
                        .toList());
    }

    private DynamicTest broken(String text, String... sentences) {
        return DynamicTest.dynamicTest(
                sentences[0],
                () -> {
                    Path file =
                            Files.writeString(
                                    Files.createTempFile(directory, "rule", ".groovy"), text);
                    assertEquals(
                            Stream.of(sentences)
                                    .map(
                                            sentence ->
                                                    file
                                                            + ":"
                                                            + sentence.replace(
                                                                    "FILE", file.toString()))
                                    .toList(),
                            errors(file));
                });
    }

    private static List<String> errors(Path file) {
        return new Rules(Readers.TOOLS, Optional.empty())
                .read(List.of(file)).problems().stream()
                        .filter(Problem::isError)
                        .map(Problem::toString)
                        .toList();
    }

    @Test
    void bracketsAreNestedUpToALimitButForThoseInTextsAndPatterns() {
        assertTrue(Brackets.areTooDeep("x({[".repeat(17)));
        assertFalse(Brackets.areTooDeep("x({[".repeat(16)));
        assertFalse(Brackets.areTooDeep("x({[]})".repeat(1000)));
        assertFalse(
                Brackets.areTooDeep(
                        "match ~/\\/[^[]*\\[<ADDR>/, 'it\\'s {', \"(\"\n".repeat(1000)));
        assertTrue(Brackets.areTooDeep("'\n" + "{".repeat(51)), "a text ends with its line");
    }
}
