package postwarden.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** What a log line becomes: with a real journald of its own, and on stderr. */
class LogTest {
    /**
     * A journald with a /run of its own; the logging process has its stderr, as systemd says so.
     */
    private static final String JOURNALD =
            """
            set -e
            mount -t tmpfs tmpfs /run
            # From systemd 257 on journald wants control groups, which a build's chroot may lack.
            [ -n "$(ls /sys/fs/cgroup)" ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup
            mkdir -p /run/systemd/journal
            /lib/systemd/systemd-journald & journald=$!
            trap 'kill $journald' EXIT
            for i in $(seq 300); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
            : > /run/stderr
            JOURNAL_STREAM=$(stat -c %d:%i /run/stderr) "$@" 2>> /run/stderr
            for i in $(seq 300); do
                journalctl -D /run/log/journal -o json SYSLOG_IDENTIFIER=postwarden > /run/found
                [ -s /run/found ] && break
                sleep 0.1
            done
            cat /run/found /run/stderr
            """;

    /** The process that logs. */
    static final class LogOnce {
        private LogOnce() {}

        public static void main(String[] arguments) {
            LoggerFactory.getLogger("any")
                    .atWarn()
                    .setMessage("banned: 203.0.113.9")
                    .addKeyValue("offender", "203.0.113.9")
                    .addKeyValue("rule", "lost-connection")
                    .addKeyValue("jail", "postfix")
                    .log();
        }
    }

    @Test
    void underSystemdFactsAreFieldsOfAJournalEntry(@TempDir Path directory) throws Exception {
        Path script = Files.writeString(directory.resolve("journald"), JOURNALD);
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "bash", script.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogOnce.class.getName()));
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output + Files.readString(errors));
        JsonNode entry = new ObjectMapper().readTree(output);
        assertEquals("banned: 203.0.113.9", entry.path("MESSAGE").asText());
        assertEquals("4", entry.path("PRIORITY").asText());
        assertEquals("203.0.113.9", entry.path("POSTWARDEN_OFFENDER").asText());
        assertEquals("lost-connection", entry.path("POSTWARDEN_RULE").asText());
        assertEquals("postfix", entry.path("POSTWARDEN_JAIL").asText());
    }

    @Test
    void elsewhereALineGoesToStderr() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            new StderrSink(out)
                    .write(
                            Level.INFO,
                            "banned: 203.0.113.9",
                            List.of(
                                    new KeyValuePair("offender", "203.0.113.9"),
                                    new KeyValuePair("jail", "postfix")));
        }
        assertEquals(
                "info: banned: 203.0.113.9 jail=postfix\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aStackTraceIsReducedToItsSentence() {
        List<String> lines = new ArrayList<>();
        new LineLogger((level, message, facts) -> lines.add(level + " " + message), Level.INFO)
                .error("ledger: {}", "full", new IllegalStateException("no space"));
        assertEquals(List.of("ERROR ledger: full: no space"), lines);
    }
}
