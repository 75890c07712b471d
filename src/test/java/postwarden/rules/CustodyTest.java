package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose rule files are read; as root, since only root can give files away. */
class CustodyTest {
    private static final String RULES =
            """
            jail('j') {
                unit 'u.service'
                rule('r') {
                    match ~/x from <CLIENT>/
                    example 'x from x[203.0.113.9]', offender: '203.0.113.9'
                }
            }
            """;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void aRuleFileOfRoot() throws IOException {
        Assumptions.assumeTrue(
                (Integer) Files.getAttribute(directory, "unix:uid") == 0, "needs root");
        Path rules = Files.createDirectory(directory.resolve("rules"));
        mode(rules, "rwxr-xr-x");
        file = Files.writeString(rules.resolve("j.groovy"), RULES);
        mode(file, "rw-r--r--");
    }

    @Test
    void aFileOfRootIsReadWithoutAWord() {
        assertEquals(List.of(), said(Readers.DAEMON));
        assertEquals(List.of(), said(Readers.TOOLS));
    }

    @Test
    void aFileThatAllCanWriteIsRefused() throws IOException {
        mode(file, "rw-r--rw-");
        assertEquals(List.of(refused(file + " is writable by everybody")), said(Readers.DAEMON));
        assertEquals(List.of(refused(file + " is writable by everybody")), said(Readers.TOOLS));
    }

    @Test
    void aFileThatAGroupCanWriteIsRefusedByTheDaemonAlone() throws IOException {
        mode(file, "rw-rw-r--");
        assertEquals(List.of(refused(file + " is writable by its group")), said(Readers.DAEMON));
        assertEquals(
                List.of(
                        file
                                + ": warning: "
                                + file
                                + " is writable by its group: the daemon will not read it"),
                said(Readers.TOOLS));
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws IOException {
        Files.setAttribute(file, "unix:uid", 4711);
        assertEquals(List.of(refused(file + " belongs to user 4711")), said(Readers.DAEMON));
        assertEquals(List.of(refused(file + " belongs to user 4711")), said(Readers.TOOLS));
    }

    @Test
    void aDirectoryOfAnotherUserIsRefusedHoweverFarUp() throws IOException {
        Files.setAttribute(directory, "unix:uid", 4711);
        assertEquals(List.of(refused(directory + " belongs to user 4711")), said(Readers.DAEMON));
    }

    @Test
    void aDirectoryWhereAllCanReplaceTheFileIsRefused() throws IOException {
        mode(file.getParent(), "rwxrwxrwx");
        assertEquals(
                List.of(refused(file.getParent() + " is writable by everybody")),
                said(Readers.DAEMON));
    }

    @Test
    void aLinkIsJudgedByWhereItLeads() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.groovy"), file);
        Files.setAttribute(file, "unix:uid", 4711);
        Reading reading = new Rules(Readers.DAEMON, Optional.empty()).read(List.of(link));
        assertTrue(
                reading.problems()
                        .getFirst()
                        .sentence()
                        .startsWith(file + " belongs to user 4711"));
    }

    private String refused(String why) {
        return file + ": " + why + ": a rule file must be root's, and writable by nobody else";
    }

    private List<String> said(Readers readers) {
        return new Rules(readers, Optional.empty())
                .read(List.of(file)).problems().stream().map(Problem::toString).toList();
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
