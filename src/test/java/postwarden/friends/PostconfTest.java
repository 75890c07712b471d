package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that answers as postconf(1) does: for the main instance, and for others by -c. */
class PostconfTest {
    @TempDir private Path directory;

    @Test
    void everyInstanceIsAsked() throws IOException {
        Postconf postconf =
                postconf(
                        """
                        case "$*" in
                            "-xh multi_instance_directories") echo /etc/postfix-out, /etc/postfix-in ;;
                            "-xh maillog_file") echo ;;
                            "-c /etc/postfix-out -xh maillog_file") echo /var/log/out.log ;;
                            "-c /etc/postfix-in -xh maillog_file") echo ;;
                            *) exit 1 ;;
                        esac
                        """);
        assertEquals(
                Optional.of(List.of("", "/var/log/out.log", "")), postconf.values("maillog_file"));
    }

    @Test
    void oneThatDoesNotAnswerIsNoAnswer() throws IOException {
        Postconf postconf =
                postconf(
                        """
                        case "$*" in
                            "-xh multi_instance_directories") echo /etc/postfix-out ;;
                            "-xh maillog_file") echo ;;
                            *) exit 1 ;;
                        esac
                        """);
        assertEquals(Optional.empty(), postconf.values("maillog_file"));
    }

    private Postconf postconf(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("postconf"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Postconf(program.toString());
    }
}
