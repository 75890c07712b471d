package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.testing.TestingDaemon;

/** {@code import fail2ban} as a user types it. */
class ImportFail2banTest {
    @TempDir private Path directory;

    @Test
    void jailsAreReadWithAllThatOverridesThem() throws IOException {
        write(
                "jail.conf",
                """
                [INCLUDES]
                before = paths.conf
                [DEFAULT]
                bantime  = 10m   ; as shipped
                maxretry = 5
                enabled = false
                mode = normal
                filter = %(__name__)s[mode=%(mode)s]
                [mine]
                maxretry = 3
                [other]
                """);
        write("paths.conf", "[DEFAULT]\nfindtime = %(hour)s\nhour = 1h\n");
        write("jail.d/a.conf", "[mine]\nenabled = true\n");
        write(
                "jail.local",
                """
                [DEFAULT]
                ignoreip = 192.0.2.0/24,
                    # the office
                    2001:db8::/32
                [mine]
                mode = hard
                bantime = -1
                failregex = %(known/failregex)s
                            ^%(__prefix_line)salso <HOST>$
                """);
        write(
                "filter.d/common.conf",
                "[DEFAULT]\n__prefix_line = <lt/__prefix_line>\n_daemon = \\S*\n");
        write(
                "filter.d/mine.conf",
                """
                [INCLUDES]
                before = common.conf
                [Definition]
                _daemon = mined
                re-normal = soft
                re-hard = hard
                failregex = ^%(__prefix_line)s<re-<mode>> <end> <HOST>$
                ignoreregex =
                [Init]
                end = end
                journalmatch = _SYSTEMD_UNIT=mine.service
                """);
        write("filter.d/mine.local", "[Init]\nend = %(known/end)s!\n");

        String text = run(0, "import", "fail2ban", directory.toString()).out();
        assertHolds(text, "jail('fail2ban-mine') {");
        assertHolds(text, "    unit 'mine.service'\n");
        assertHolds(text, "    identifier ~/mined/\n");
        assertHolds(text, "    maxRetry 3\n    findTime 1.hour\n");
        assertHolds(text, "    banTime 3650.days\n");
        assertHolds(text, "addresses = [\"192.0.2.0/24\", \"2001:db8::/32\"]\n");
        assertHolds(text, "match ~/hard end! <ADDR>/\n");
        assertHolds(text, "match ~/also <ADDR>/\n");
        assertFalse(text.contains("[mode=normal]"), text);

        Path out = directory.resolve("rules");
        CommandLine both =
                run(
                        0,
                        "import",
                        "fail2ban",
                        directory.toString(),
                        "--jail",
                        "mine",
                        "--output",
                        out.toString());
        assertEquals(
                out
                        + "/fail2ban-mine.groovy: mine[mode=hard]: 2 of 2 failregexes taken over;"
                        + " 0 ignoreregexes; 3 places to look at\n",
                both.out());
        run(0, "check", out.resolve("fail2ban-mine.groovy").toString());
    }

    @Test
    void aFileThatIsThereIsKept() throws IOException {
        Path filter = write("x.conf", "[Definition]\nfailregex = ^a <HOST>$\n");
        Path out = directory.resolve("rules");
        List<String> command =
                List.of("import", "fail2ban", filter.toString(), "--output", out.toString());
        run(0, command.toArray(String[]::new));
        Path file = out.resolve("fail2ban-x.groovy");
        Files.writeString(file, "mine");
        CommandLine again = run(65, command.toArray(String[]::new));
        assertEquals(
                "postwarden: " + file + ": is there already; --force overwrites it\n", again.err());
        assertEquals("mine", Files.readString(file));
        run(0, "import", "fail2ban", filter.toString(), "--force", "--output", out.toString());
        assertHolds(Files.readString(file), "match ~/a <ADDR>/");
    }

    @Test
    void whatIsLeftOutIsCountedAndStandsInTheFile() throws IOException {
        Path filter =
                write(
                        "x.conf",
                        """
                        [Definition]
                        failregex = ^a <HOST>$
                                    ^for .* from <HOST>
                                    ^(a)\\1 <HOST>$
                        ignoreregex = ^a 192\\.0\\.2\\.1$
                                      from friend
                        """);
        CommandLine run = run(0, "import", "fail2ban", filter.toString());
        assertHolds(
                run.err(),
                "1 of 3 failregexes taken over, 2 not; 2 ignoreregexes (1 not taken over)");
        assertHolds(
                run.out(),
                "not taken over: it refers back to an earlier group.\n    //   ^(a)\\1 <HOST>$");
        assertHolds(run.out(), "//   match ~/for .* from <ADDR>.*/");
        assertHolds(run.out(), "    ignore ~/a 192\\.0\\.2\\.1/\n");
        assertHolds(run.out(), "//   ignore ~/.*from friend.*/");

        JsonNode json = run(0, "import", "fail2ban", filter.toString(), "--json").json();
        assertEquals(1, json.path("jails").path(0).path("counts").path("whole").asInt());
        assertEquals(2, json.path("jails").path(0).path("counts").path("left").asInt());
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsPlace() throws IOException {
        Path broken = write("broken.conf", "[Definition]\nfailregex = ^a\nnonsense\n");
        refused(broken + ":3: 'nonsense' is neither a [section] nor an option = value", broken);
        Path bare = write("bare.conf", "a = b\n");
        refused(bare + ":1: an option stands before any [section]", bare);
        Path twice = write("twice.conf", "[A]\na = 1\na = 2\n");
        refused(twice + ":3: option 'a' is there twice", twice);
        Path lost = write("lost.conf", "[Definition]\nfailregex = ^%(nothing)s <HOST>\n");
        refused(lost + ": [Definition] failregex refers to 'nothing', which is not set", lost);
        Path round = write("round.conf", "[Definition]\na = <b>\nb = <a>\nfailregex = <a>\n");
        refused(round + ": [Definition] failregex refers to itself", round);
        refused(
                directory.resolve("no.conf") + ": there is no such file",
                directory.resolve("no.conf"));
        write("jail.conf", "[x]\n");
        refused(directory + ": no jail is enabled; name those you want with --jail", directory);
        assertEquals(
                "postwarden: " + directory + "/jail.conf: there is no jail [y]\n",
                run(65, "import", "fail2ban", directory.toString(), "--jail", "y").err());
        run(64, "import", "fail2ban");
        run(64, "import");
    }

    @Test
    void aDatabaseThatIsNoneIsRefused() throws IOException {
        Path missing = directory.resolve("no.sqlite3");
        assertHolds(
                run(65, "import", "fail2ban", "--bans", missing.toString()).err(),
                missing + ": there is no such file");
        Path text = write("text.sqlite3", "no database at all, but long enough to be looked at");
        assertHolds(
                run(65, "import", "fail2ban", "--bans", text.toString()).err(),
                text + ": is no database of fail2ban 0.11 or later");
    }

    /** fail2ban's own class writes the database. */
    @Test
    void theBansGoToTheDaemon() throws IOException, InterruptedException {
        Path database = directory.resolve("fail2ban.sqlite3");
        python(
                """
                import sys, time
                from fail2ban.server.database import Fail2BanDb
                from fail2ban.server.ticket import BanTicket
                class Actions:
                    def getBanTime(self): return 600
                class Jail:
                    def __init__(self, name): self.name, self.actions = name, Actions()
                db = Fail2BanDb(sys.argv[1])
                def ban(jail, ip, age, time_):
                    db.addJail(Jail(jail))
                    ticket = BanTicket(ip, time.time() - age)
                    ticket.setBanTime(time_)
                    db.addBan(Jail(jail), ticket)
                ban('sshd', '198.51.100.7', 60, 7200)
                ban('postfix', '198.51.100.7', 30, 3600)
                ban('postfix', '198.51.100.8', 7000, 3600)
                ban('postfix', '2001:db8:1:2::9', 0, -1)
                ban('postfix', '127.0.0.1', 0, 3600)
                ban('names', 'user@d.example', 0, 3600)
                ban('postfix', '128.0.0.0/2', 0, 3600)
                """,
                database);
        Path home = Files.createDirectory(directory.resolve("daemon"));
        try (TestingDaemon guard = new TestingDaemon(home)) {
            guard.start();
            String config = guard.configuration().toString();
            String out =
                    run(0, "import", "fail2ban", "--config", config, "--bans", database.toString())
                            .out();
            assertHolds(out, "not taken over: 'user@d.example' of jail names is no address\n");
            assertHolds(out, "not taken over: 127.0.0.1 holds a friend: ");
            assertHolds(out, "not taken over: 128.0.0.0/2 is too much of the address space");
            assertTrue(out.endsWith("2 bans taken over, 3 not\n"), out);

            JsonNode bans = run(0, "bans", "--config", config, "--json").json();
            assertEquals(2, bans.size());
            JsonNode single = ban(bans, "198.51.100.7");
            assertHolds(
                    single.path("reason").asText(), "taken over from fail2ban, jail sshd, banned");
            // 7,200 s from a minute ago on: the time since is not the test's
            long seconds = length(single).toSeconds();
            assertTrue(seconds > 3_600 && seconds <= 7_140, seconds + " s");
            assertEquals(3650, length(ban(bans, "2001:db8:1:2::/64")).toDays());
        }
        assertHolds(
                run(
                                69,
                                "import",
                                "fail2ban",
                                "--config",
                                home.resolve("postwarden.toml").toString(),
                                "--bans",
                                database.toString())
                        .err(),
                "no daemon answers");
    }

    private static JsonNode ban(JsonNode bans, String offender) {
        return StreamSupport.stream(bans.spliterator(), false)
                .filter(ban -> ban.path("offender").asText().equals(offender))
                .findFirst()
                .orElseThrow(() -> new AssertionError(offender + " is not in " + bans));
    }

    private static Duration length(JsonNode ban) {
        return Duration.between(
                OffsetDateTime.parse(ban.path("start").asText()),
                OffsetDateTime.parse(ban.path("end").asText()));
    }

    private static void python(String program, Path argument)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("/usr/bin/python3", "-c", program, argument.toString())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
    }

    private static void refused(String sentence, Path source) {
        assertEquals(
                "postwarden: " + sentence + "\n",
                run(65, "import", "fail2ban", source.toString()).err());
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static CommandLine run(int exit, String... arguments) {
        CommandLine run = CommandLine.run(arguments);
        assertEquals(exit, run.exit(), run.err() + run.out());
        return run;
    }

    private static void assertHolds(String text, String part) {
        assertTrue(text.contains(part), "no '" + part + "' in:\n" + text);
    }
}
