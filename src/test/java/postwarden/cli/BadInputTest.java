package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.testing.TestingDaemon;

/** Each mistake is answered by one sentence that names the place, and by its exit code. */
class BadInputTest {
    @TempDir private Path directory;
    private String config;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectory(directory.resolve("rules"));
        Files.copy(Path.of("rules/postfix.groovy"), directory.resolve("rules/postfix.groovy"));
        Files.createDirectory(directory.resolve("journal"));
        configure("");
    }

    @ParameterizedTest(name = "postwarden {0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate | 64 | Unmatched argument at index 0: 'frobnicate'",
                "ban | 64 | Missing required parameter: 'ADDR'",
                "replay --since yesterday | 64 | --since: 'yesterday' is no time such as",
                "replay --file x --maillog y | 64 | ",
                "bans | 69 | control.sock: no daemon answers (there is no such socket)",
                "replay --directory /no/such/directory | 69 | /no/such/directory",
                "replay --directory {}/journal | 69 | /journal",
                "replay --file {}/rules/postfix.groovy | 65 | postfix.groovy",
                "replay --maillog /no/such.log | 69 | /no/such.log",
                "check /no/such.groovy | 65 | ",
                "run --config /no/such.toml | 78 | /no/such.toml: there is no such configuration",
            })
    void aMistakeOnTheCommandLine(String command, int exit, String sentence) {
        String[] arguments = command.replace("{}", directory.toString()).split(" ");
        boolean hasConfig = command.contains("--config") || exit == 64;
        CommandLine run =
                hasConfig ? CommandLine.run(arguments) : CommandLine.run(withConfig(arguments));
        assertEquals(exit, run.exit(), run.out() + run.err());
        // Mistyped words are followed by where to find the right ones.
        assertTrue(run.err().lines().count() <= (exit == 64 ? 2 : 1), run.err());
        assertTrue((run.err() + run.out()).contains(sentence == null ? "" : sentence), run.err());
    }

    @Test
    void anUnknownKey() throws IOException {
        configure("[jurnal]\n");
        assertRun(78, "postwarden.toml:8: unknown key 'jurnal'; did you mean 'journal'?");
    }

    @Test
    void anEmptyJournalDirectory() {
        assertRun(69, directory.resolve("journal").toString());
    }

    @Test
    void aBrokenRuleFile() throws IOException {
        Path file = directory.resolve("rules/postfix.groovy");
        Files.writeString(file, Files.readString(file).replace("maxRetry 2", "maxRetry 'two'"));
        assertRun(65, file + ":");
    }

    @Test
    void aRuleFileThatOthersCanWrite() throws IOException {
        Path file = directory.resolve("rules/postfix.groovy");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertRun(65, file + " is writable by everybody");
    }

    @Test
    void aLedgerThatIsNoDatabase() throws IOException {
        Path ledger =
                Files.writeString(directory.resolve("ledger.db"), "this is no database".repeat(99));
        assertRun(78, ledger + ": is not a ledger");
        assertTrue(Files.readString(ledger).startsWith("this is no database"), "left alone");
    }

    @Test
    void aLedgerFromTheFuture() throws IOException, SQLException {
        try (TestingDaemon guard =
                new TestingDaemon(Files.createDirectory(directory.resolve("g")))) {
            guard.start();
            guard.stop();
            Path ledger = guard.settings().ledger().file();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + ledger)) {
                other.createStatement().execute("PRAGMA user_version = 7");
            }
            config = guard.configuration().toString();
            assertRun(78, ledger + ": this ledger has version 7");
        }
    }

    @Test
    void aSecondInstance() throws IOException {
        try (TestingDaemon guard =
                new TestingDaemon(Files.createDirectory(directory.resolve("g")))) {
            guard.start();
            config = guard.configuration().toString();
            assertRun(69, "another Postwarden is running with this ledger");
            assertTrue(Files.exists(guard.settings().control().socket()), "the first one's socket");
        }
    }

    @Test
    void addressesThatAreNone() throws IOException {
        try (TestingDaemon guard =
                new TestingDaemon(Files.createDirectory(directory.resolve("g")))) {
            guard.start();
            String running = guard.configuration().toString();
            for (String command : new String[] {"ban", "unban", "why"}) {
                CommandLine run = CommandLine.run(command, "--config", running, "300.1.2.3");
                assertEquals(65, run.exit());
                assertEquals("postwarden: '300.1.2.3' is no address and no network\n", run.err());
            }
            CommandLine run =
                    CommandLine.run("ban", "--config", running, "203.0.113.9", "--for", "7");
            assertEquals(64, run.exit());
            assertEquals(
                    "postwarden: '7' is no duration from 1s to 3650d, such as 7d or 12h\n",
                    run.err());
        }
    }

    private void assertRun(int exit, String sentence) {
        CommandLine run = CommandLine.run("run", "--config", config);
        String errors =
                String.join(
                        "\n",
                        run.err().lines().filter(line -> line.startsWith("postwarden: ")).toList());
        assertEquals(exit, run.exit(), run.err());
        assertTrue(errors.contains(sentence), run.err());
        assertEquals(1, errors.lines().count(), errors);
        assertFalse(errors.contains("Exception"), errors);
    }

    private String[] withConfig(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config;
        return all;
    }

    private void configure(String more) throws IOException {
        config =
                Files.writeString(
                                directory.resolve("postwarden.toml"),
                                """
                                journal.directory = "%1$s/journal"
                                rules.directory = "%1$s/rules"
                                ledger.file = "%1$s/ledger.db"
                                firewall.backend = "none"
                                ignore.mynetworks = false
                                control.socket = "%1$s/control.sock"

                                """
                                                .formatted(directory)
                                        + more)
                        .toString();
    }
}
