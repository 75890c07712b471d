package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.testing.TestingDaemon;

/** The commands as a user types them, against a running daemon where one is needed. */
class CommandsTest {
    private static final String OFFENDER = "203.0.113.9";

    @TempDir private Path directory;

    @Test
    void theDaysWorkOfAnAdministrator() throws IOException {
        try (TestingDaemon guard = new TestingDaemon(directory)) {
            guard.start();
            String config = guard.configuration().toString();
            assertRun(1, "no bans\n", "bans", "--config", config);
            assertEquals("[]\n", run(1, "bans", "--config", config, "--json").out());
            TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
            guard.judged();

            JsonNode status = run(0, "status", "--config", config, "--json").json();
            assertEquals(
                    List.of(
                            "guarding",
                            "since",
                            "journal",
                            "strikes",
                            "bans",
                            "firewall",
                            "rules",
                            "warnings"),
                    names(status));
            assertTrue(status.path("guarding").asBoolean());
            assertEquals("{\"expected\":1,\"enforced\":1}", status.path("bans").toString());
            assertEquals("nftables", status.path("firewall").asText());
            assertEquals(List.of("lag_seconds", "last_entry"), names(status.path("journal")));
            String shown = run(0, "status", "--config", config).out();
            assertTrue(shown.contains("1 expected, 1 enforced"), shown);

            JsonNode bans = run(0, "bans", "--config", config, "--json").json();
            assertEquals(
                    List.of("offender", "start", "end", "rule", "jail", "reason"),
                    names(bans.path(0)));
            assertEquals(OFFENDER, bans.path(0).path("offender").asText());

            JsonNode why = run(0, "why", "--config", config, "--json", OFFENDER).json();
            assertEquals(2, why.path("strikes").size());
            assertEquals("lost-connection", why.path("ban").path("rule").asText());
            String told = run(0, "why", "--config", config, OFFENDER).out();
            assertTrue(told.contains("lost connection after AUTH from unknown["), told);
            assertRun(
                    1,
                    "198.51.100.1: nothing is known\n",
                    "why",
                    "--config",
                    config,
                    "198.51.100.1");

            assertRun(0, "unbanned 203.0.113.9\n", "unban", "--config", config, OFFENDER);
            assertRun(1, "no ban was in force\n", "unban", "--config", config, OFFENDER);
            assertRun(
                    0,
                    """
                    note: 2001:db8::9 stands for 2001:db8::/64
                    banned 2001:db8::/64
                    """,
                    "ban",
                    "--config",
                    config,
                    "2001:db8::9",
                    "--for",
                    "1h",
                    "--reason",
                    "spam");
            assertEquals(2, run(0, "bans", "--all", "--config", config, "--json").json().size());
        }
    }

    @Test
    void explainNamesTheRule() {
        String message = "lost connection after AUTH from unknown[2001:db8::9]";
        CommandLine run = run(0, "explain", message);
        assertTrue(
                run.out()
                        .startsWith(
                                "strike: lost-connection, jail postfix, offender 2001:db8::/64"),
                run.out());
        assertEquals(
                "lost-connection",
                run(0, "explain", "--json", message).json().path("rule").asText());
        assertTrue(run(1, "explain", "connect from x[203.0.113.9]").out().contains("no rule"));
        assertTrue(
                run(1, "explain", "--identifier", "postfix/smtp", message)
                        .out()
                        .contains("the program is none of the jail's"));
    }

    @Test
    void explainAnswersAStreamLineByLine() {
        String lines =
                """
                {"message":"lost connection after AUTH from unknown[203.0.113.9]"}
                {"identifier":"postfix/smtp","message":"lost connection after AUTH from unknown[203.0.113.9]"}
                no JSON
                {"identifier":"postfix/anvil"}
                {"identifier":"postfix/anvil","message":"statistics: max connection rate 60/60s for (smtp:203.0.113.9) at Nov 24 10:00:00"}
                """;
        InputStream stdin = System.in;
        try {
            System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
            List<String> answers = run(65, "explain", "--json", "-").out().lines().toList();
            assertEquals(5, answers.size());
            assertEquals(
                    "{\"rule\":\"lost-connection\",\"jail\":\"postfix\",\"offender\":\"203.0.113.9\"}",
                    answers.get(0));
            assertEquals("{\"rule\":null,\"jail\":null,\"offender\":null}", answers.get(1));
            assertTrue(answers.get(2).startsWith("{\"error\":\"no JSON"), answers.get(2));
            assertTrue(answers.get(3).startsWith("{\"error\":"), answers.get(3));
            assertTrue(answers.get(4).contains("connection-rate"), answers.get(4));
        } finally {
            System.setIn(stdin);
        }
    }

    @Test
    void checkAndRulesListTheTen() {
        JsonNode checked = run(0, "check", "--json").json();
        assertEquals(10, checked.size());
        assertEquals(
                List.of("jail", "rule", "file", "line", "examples", "findings"),
                names(checked.path(0)));
        assertEquals("rcpt-no-reverse-dns", checked.path(0).path("rule").asText());
        assertEquals(checked, run(0, "rules", "--json").json());
        String table = run(0, "check").out();
        assertTrue(table.matches("(?s) jail +rule +line +examples +harmless +findings\n.*"), table);
        assertTrue(table.matches("(?s).* rcpt-no-reverse-dns +[0-9]+ +3 +2 +0\n.*"), table);
        assertTrue(run(0, "rules").out().contains("The client tried to log in and failed."));
    }

    @Test
    void checkShowsEveryMistake() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("broken.groovy"),
                        """
                        jail('x') {
                            unit 'postfix.service'
                            maxRety 2
                            findTime 24
                        }
                        """);
        CommandLine run = run(65, "check", file.toString());
        assertTrue(run.out().contains(file + ":3:5: "), run.out());
        assertTrue(run.out().contains(file + ":4:"), run.out());
        assertTrue(run.out().contains("did you mean 'maxRetry'"), run.out());
        assertTrue(run.out().endsWith("2 errors\n"), run.out());
        JsonNode findings = run(65, "check", "--json", file.toString()).json();
        assertEquals(2, findings.size());
    }

    @Test
    void theDemoBansTheAttackersAndLeavesNothingBehind() throws IOException {
        List<Path> before = temporary();
        CommandLine run = run(0, "demo");
        assertTrue(run.out().contains("430 expected, 430 enforced"), run.out());
        assertTrue(run.out().contains("not a strike against it"), run.out());
        assertEquals(before, temporary());
    }

    private static List<Path> temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("postwarden-demo"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static CommandLine run(int exit, String... arguments) {
        CommandLine run = CommandLine.run(arguments);
        assertEquals(exit, run.exit(), run.out() + run.err());
        return run;
    }

    private static void assertRun(int exit, String out, String... arguments) {
        assertEquals(out, run(exit, arguments).out());
    }
}
