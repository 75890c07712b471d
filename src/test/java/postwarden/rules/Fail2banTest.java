package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published patterns, run by fail2ban itself over the recorded attack: what they match is a
 * strike of ours against the same address.
 */
class Fail2banTest {
    private static final Path PATTERNS =
            Path.of("src/test/resources/postwarden/rules/published-patterns.conf");

    /** Lines of the recorded attack that they match though the innocent would be punished. */
    private static final Set<String> FORBIDDEN = Set.of();

    @TempDir Path directory;

    @Test
    void whatFail2banMatchesIsAStrikeOfTheSameAddress() throws Exception {
        List<Corpus.Line> lines = Corpus.lines();
        Path log = directory.resolve("mail.log");
        Files.write(log, lines.stream().map(Corpus.Line::text).toList());
        List<String> different = new ArrayList<>();
        List<String> matched = fail2ban(log);
        for (String each : matched) {
            String address = each.substring(0, each.indexOf(' '));
            Corpus.Line line = new Corpus.Line(each.substring(each.indexOf(' ') + 1));
            String ours =
                    ShippedRules.POSTFIX
                            .match(line.identifier(), line.message())
                            .map(match -> match.client().toString())
                            .orElse("nobody");
            if (!ours.equals(address) && !FORBIDDEN.contains(line.message())) {
                different.add("fail2ban " + address + ", we " + ours + ": " + line.text());
            }
        }
        assertEquals(List.of(), different);
        assertTrue(matched.size() > 600, "fail2ban matched only " + matched.size());
    }

    private static List<String> fail2ban(Path log) throws InterruptedException, IOException {
        Process process;
        try {
            process =
                    new ProcessBuilder(
                                    "fail2ban-regex",
                                    "--usedns=no",
                                    "--out=<ip> <matches>",
                                    log.toString(),
                                    PATTERNS.toAbsolutePath().toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return fail("fail2ban-regex is missing: install the package fail2ban", e);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().toList();
    }
}
