package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.testing.TestingPostconf;

class PostconfTest {
    @TempDir private Path directory;

    @Test
    void everyInstanceIsAsked() {
        Postconf postconf =
                TestingPostconf.of(
                        directory,
                        Map.of(
                                "-xh multi_instance_directories",
                                "/etc/postfix-out, /etc/postfix-in",
                                "-xh maillog_file",
                                "",
                                "-c /etc/postfix-out -xh maillog_file",
                                "/var/log/out.log",
                                "-c /etc/postfix-in -xh maillog_file",
                                ""));
        assertEquals(
                Optional.of(List.of("", "/var/log/out.log", "")), postconf.values("maillog_file"));
    }

    @Test
    void oneThatDoesNotAnswerIsNoAnswer() {
        Postconf postconf =
                TestingPostconf.of(
                        directory,
                        Map.of(
                                "-xh multi_instance_directories",
                                "/etc/postfix-out",
                                "-xh maillog_file",
                                ""));
        assertEquals(Optional.empty(), postconf.values("maillog_file"));
    }
}
