package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What replay shows besides its table, over the recorded attack. */
class ReplayViewsTest {
    private static final String LOG = "src/test/resources/postwarden/corpus/real-postfix.log.gz";

    @TempDir private static Path directory;
    private static JsonNode plain;

    @BeforeAll
    static void replay() {
        CommandLine run = CommandLine.run("replay", "--maillog", LOG, "--json");
        assertEquals(0, run.exit(), run.err());
        plain = run.json();
        assertFalse(plain.has("partial") || plain.has("until") || plain.has("unmatched"));
    }

    @Test
    void theSameRulesAgainstThemselvesDifferInNothing() {
        JsonNode report = against(Path.of("rules"));
        assertEquals(report.path("before").path("strikes"), report.path("after").path("strikes"));
        for (String list : List.of("gained", "lost", "moved")) {
            assertEquals(0, report.path("strikes").path(list).size(), list);
        }
        assertEquals(0, report.path("bans").path("gained").size());
        assertEquals(0, report.path("bans").path("lost").size());
    }

    @Test
    void aRuleThatIsGoneAndOneThatIsRenamedAreSeenAsSuch() throws IOException {
        Path other = rules("gone", "rule('lost-connection')", "rule('connection-lost')");
        String text = Files.readString(other.resolve("postfix.groovy"));
        int from = text.indexOf("    rule('command-pipelining')");
        int to = text.indexOf("    rule(", from + 10);
        Files.writeString(
                other.resolve("postfix.groovy"), text.substring(0, from) + text.substring(to));
        JsonNode report = against(other);
        long pipelining = plain.path("rules").path("command-pipelining").asLong();
        assertTrue(pipelining > 0);
        JsonNode lost = report.path("strikes").path("lost");
        assertEquals(1, lost.size(), lost.toString());
        assertEquals("command-pipelining", lost.get(0).path("rule").asText());
        assertEquals(pipelining, lost.get(0).path("count").asLong());
        assertTrue(
                lost.get(0)
                        .path("example")
                        .path("message")
                        .asText()
                        .startsWith("improper command pipelining"));
        JsonNode moved = report.path("strikes").path("moved");
        assertEquals(1, moved.size(), moved.toString());
        assertEquals("connection-lost", moved.get(0).path("to").asText());
        assertEquals(
                plain.path("rules").path("lost-connection").asLong(),
                moved.get(0).path("count").asLong());
        assertEquals(0, report.path("strikes").path("gained").size());
        assertEquals(
                plain.path("strikes").asLong() - pipelining,
                report.path("after").path("strikes").asLong());
        // Bans: as many as the two sides, each replayed by itself, differ by.
        JsonNode bans = report.path("bans");
        assertEquals(
                report.path("before").path("bans").asLong() - bans.path("lost").size(),
                report.path("after").path("bans").asLong() - bans.path("gained").size());
        assertTrue(bans.path("lost").size() > 0);
        JsonNode back =
                CommandLine.run(
                                "replay",
                                "--maillog",
                                LOG,
                                "--json",
                                "--rules",
                                other.toString(),
                                "--against",
                                "rules")
                        .json();
        assertEquals(lost, back.path("strikes").path("gained"), "the other way round");
        assertEquals(bans.path("lost"), back.path("bans").path("gained"));
        CommandLine people =
                CommandLine.run("replay", "--maillog", LOG, "--against", other.toString());
        assertTrue(
                people.out()
                        .contains("strikes lost: " + pipelining + " of command-pipelining (jail"),
                people.out());
    }

    @Test
    void matchesAreEveryStrikeAndThenTheReport() throws IOException {
        CommandLine run = CommandLine.run("replay", "--maillog", LOG, "--matches", "--json");
        List<String> lines = run.out().lines().toList();
        TreeMap<String, Long> rules = new TreeMap<>();
        for (String line : lines.subList(0, lines.size() - 1)) {
            JsonNode match = new ObjectMapper().readTree(line);
            rules.merge(match.path("rule").asText(), 1L, Long::sum);
            assertTrue(match.path("message").asText().length() > 0);
            assertTrue(
                    match.path("verdict").asText().matches("counted 1 of 2|banned|already banned"));
        }
        JsonNode report = new ObjectMapper().readTree(lines.getLast());
        assertEquals(plain.path("rules"), report.path("rules"));
        rules.forEach(
                (rule, count) -> assertEquals(count, report.path("rules").path(rule).asLong()));
        assertEquals(plain.path("strikes").asLong(), lines.size() - 1);
    }

    @Test
    void whatNoRuleDecidesAboutIsGrouped() throws IOException {
        Path log =
                Files.writeString(
                        directory.resolve("log"),
                        """
                        Nov 24 04:16:39 mx postfix/smtpd[1]: connect from unknown[203.0.113.9]
                        Nov 24 04:16:39 mx postfix/smtpd[1]: connect from unknown[203.0.113.10]
                        Nov 24 04:16:39 mx postfix/smtpd[1]: lost connection after AUTH from unknown[203.0.113.9]
                        Nov 24 04:16:39 mx postfix/smtpd[1]: lost connection after CONNECT from unknown[unknown]
                        Nov 24 04:16:40 mx postfix/smtp[1]: lost connection after AUTH from unknown[203.0.113.9]
                        """);
        JsonNode report =
                CommandLine.run("replay", "--maillog", log.toString(), "--unmatched", "--json")
                        .json();
        JsonNode unmatched = report.path("unmatched");
        assertEquals(5, report.path("entries").asLong());
        assertEquals(1, report.path("strikes").asLong());
        assertEquals(
                3, unmatched.path("entries").asLong(), "a rule decides that unknown is nobody");
        assertEquals(0, unmatched.path("unsorted").asLong());
        JsonNode first = unmatched.path("shapes").get(0);
        assertEquals("connect from unknown[ADDRESS]", first.path("shape").asText());
        assertEquals(2, first.path("count").asLong());
        assertEquals("postfix/smtp", unmatched.path("shapes").get(1).path("program").asText());
        JsonNode attack =
                CommandLine.run("replay", "--maillog", LOG, "--unmatched", "--json").json();
        assertEquals(plain.path("bans"), attack.path("bans"), "the open screen changes no verdict");
    }

    @Test
    void theViewsExcludeEachOther() {
        assertEquals(64, CommandLine.run("replay", "--matches", "--unmatched").exit());
    }

    /** The log is a pipe, so the program is at work as long as this test wants. */
    @Test
    @Timeout(120)
    void aSignalEndsItWithWhatWasFound() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(
                                "env",
                                "--default-signal=INT", // whoever runs the tests may ignore it
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dpostwarden.home=" + Path.of("").toAbsolutePath(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "postwarden.cli.Postwarden",
                                "replay",
                                "--maillog",
                                pipe.toString(),
                                "--matches",
                                "--json")
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try (BufferedWriter log = Files.newBufferedWriter(pipe)) {
            boolean signalled = false;
            while (process.isAlive()) {
                write(log);
                if (!signalled && Files.size(out) > 0) {
                    signalled = true;
                    interrupt(process);
                }
            }
        } catch (IOException nobodyReads) {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertEquals(130, process.exitValue(), Files.readString(err));
        List<String> lines = Files.readAllLines(out);
        JsonNode report = new ObjectMapper().readTree(lines.getLast());
        assertTrue(report.path("partial").asBoolean());
        assertTrue(report.path("until").asText().contains("-11-24T04:16:39"), report.toString());
        assertEquals(lines.size() - 1, report.path("strikes").asInt());
        assertTrue(report.path("strikes").asInt() > 0);
        assertTrue(Files.readString(err).contains("interrupted"), Files.readString(err));
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    private static void write(BufferedWriter log) throws IOException {
        for (int i = 0; i < 500; i++) {
            log.write(
                    "Nov 24 04:16:39 mx postfix/smtpd[1]: lost connection after AUTH from"
                            + " unknown[203.0.113.9]\n");
        }
        log.flush();
    }

    private static JsonNode against(Path rules) {
        CommandLine run =
                CommandLine.run(
                        "replay", "--maillog", LOG, "--json", "--against", rules.toString());
        assertEquals(0, run.exit(), run.err());
        return run.json();
    }

    private static Path rules(String name, String from, String to) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        String text = Files.readString(Path.of("rules/postfix.groovy"));
        assertTrue(text.contains(from));
        Files.writeString(copy.resolve("postfix.groovy"), text.replace(from, to));
        return copy;
    }
}
