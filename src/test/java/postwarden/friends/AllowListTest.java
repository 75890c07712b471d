package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host names as they change: looked up by a JVM of its own, whose names are those of a file. */
class AllowListTest {
    @TempDir private Path directory;
    private Path hosts;
    private Process looking;
    private PrintWriter ask;
    private BufferedReader answers;

    /** Looks once for each line it reads. */
    static final class Looking {
        public static void main(String[] names) throws IOException {
            Security.setProperty("networkaddress.cache.ttl", "0");
            Security.setProperty("networkaddress.cache.negative.ttl", "0");
            AllowList list = new AllowList(List.of(names));
            BufferedReader asked =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (asked.readLine() != null) {
                list.refresh();
                System.out.println(
                        list.friends().stream()
                                        .map(friend -> friend.network().toString())
                                        .sorted()
                                        .collect(Collectors.joining(" "))
                                + "; not: "
                                + list.unresolved());
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        hosts = directory.resolve("hosts");
        looking =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Djdk.net.hosts.file=" + hosts,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Looking.class.getName(),
                                "mx.example",
                                "192.0.2.0/24")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        ask = new PrintWriter(looking.getOutputStream(), true, StandardCharsets.UTF_8);
        answers =
                new BufferedReader(
                        new InputStreamReader(looking.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        looking.destroy();
    }

    @Test
    void aNameFollowsItsAddressesAndKeepsTheLastOnesWhenThereIsNoAnswer() throws IOException {
        assertEquals("192.0.2.0/24; not: [mx.example]", withNames(""));
        assertEquals(
                "192.0.2.0/24 198.51.100.5 2001:db8::5; not: []",
                withNames("198.51.100.5 mx.example\n2001:db8::5 mx.example\n"));
        assertEquals("192.0.2.0/24 198.51.100.6; not: []", withNames("198.51.100.6 mx.example\n"));
        assertEquals(
                "192.0.2.0/24 198.51.100.6; not: [mx.example]",
                withNames("198.51.100.7 other.example\n"));
    }

    private String withNames(String text) throws IOException {
        Files.writeString(hosts, text);
        ask.println();
        return answers.readLine();
    }
}
