package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.control.ReloadReply;
import postwarden.control.Request;
import postwarden.testing.TestingDaemon;

/** What systemd is told: by the real command, over a real datagram socket. */
class SupervisorTest {
    private static final String OFFENDER = "203.0.113.9";

    @TempDir private Path directory;

    @Test
    void systemdIsToldWhenTheBansAreInTheKernelThatItLivesAndThatItStops() throws Exception {
        try (TestingDaemon guard = new TestingDaemon(directory);
                NotifySocket systemd = new NotifySocket(directory.resolve("notify"))) {
            guard.start();
            TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
            guard.judged();
            guard.stop();
            guard.command("nft", "flush", "ruleset");
            Process process = run(guard);
            guard.await("READY", () -> !process.isAlive() || systemd.said().contains("READY=1"));
            assertTrue(
                    guard.command("nft", "list", "ruleset").contains(OFFENDER),
                    "the bans are there first: " + said());
            assertEquals("STATUS=guarding", after(systemd.said(), "READY=1"));
            guard.await("a sign of life", () -> systemd.count("WATCHDOG=1") > 2);
            guard.await(
                    "the status",
                    () -> systemd.said().contains("STATUS=guarding: 1 bans in force"));
            try (Connection other =
                    DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"))) {
                other.createStatement().execute("BEGIN IMMEDIATE");
                guard.log("lost connection after AUTH from unknown[198.51.100.1]");
                guard.await("trouble", () -> said().contains("ledger: "));
                long before = systemd.count("WATCHDOG=1");
                guard.await("signs of life", () -> systemd.count("WATCHDOG=1") > before + 1);
                other.createStatement().execute("ROLLBACK");
            }
            assertFalse(systemd.said().contains("RELOADING=1"));
            guard.ask(new Request.Reload(false), ReloadReply.class);
            List<String> reload = systemd.said();
            assertTrue(
                    reload.indexOf("RELOADING=1") < reload.lastIndexOf("READY=1"),
                    "begins and ends: " + reload);
            assertTrue(reload.contains("RELOADING=1"), reload.toString());
            assertFalse(systemd.said().contains("STOPPING=1"));
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said());
            assertEquals("STATUS=stopping", after(systemd.said(), "STOPPING=1"));
        }
    }

    private Process run(TestingDaemon guard) {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "postwarden.cli.Postwarden",
                                "run",
                                "--config",
                                guard.configuration().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("daemon.log").toFile());
        builder.environment().put("NOTIFY_SOCKET", directory.resolve("notify").toString());
        return guard.process(builder);
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("daemon.log"));
        } catch (IOException none) {
            return "";
        }
    }

    private static String after(List<String> lines, String line) {
        return lines.get(lines.indexOf(line) + 1);
    }
}
