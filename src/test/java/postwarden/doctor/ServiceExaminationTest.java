package postwarden.doctor;

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
import postwarden.config.SettingsFile;

/**
 * What the service's user may do, tried by the kernel. The user is a number that nobody has; each
 * remedy is followed, and then all is well.
 */
class ServiceExaminationTest {
    private static final String USER = "64123";
    private static final String OWN_GROUP = "64124";
    private static final int JOURNALS_GROUP = 64125;
    private static final ServiceUser SERVICE =
            new ServiceUser(
                    USER, List.of(OWN_GROUP, String.valueOf(JOURNALS_GROUP)), Optional.empty());

    @TempDir private Path directory;
    private Path configuration;
    private Path override;
    private Path rules;
    private Path journal;
    private Path ledger;

    @BeforeEach
    void furnish() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                (Integer) Files.getAttribute(directory, "unix:uid") == 0, "needs root");
        allow(directory, "rwxr-xr-x");
        configuration = file("etc/postwarden.toml");
        override = file("etc/postwarden.toml.d/a.toml");
        rules = file("etc/rules/postfix.groovy");
        journal = file("journal/abc/system.journal");
        ledger = file("lib/ledger.db");
        Files.writeString(
                configuration,
                """
                [journal]
                directory = "%1$s/journal"
                [rules]
                directory = "%1$s/etc/rules"
                [ledger]
                file = "%1$s/lib/ledger.db"
                """
                        .formatted(directory));
        Files.setAttribute(journal, "unix:gid", JOURNALS_GROUP);
        allow(journal, "rw-r-----");
        run("chown -R " + USER + ":" + OWN_GROUP + " " + directory.resolve("lib"));
        allow(ledger, "rw-------");
        allow(ledger.getParent(), "rwx------");
    }

    @Test
    void whoMayDoAllThatIsNeededIsWell() {
        assertEquals(
                List.of(
                        "OK its user '64123' may read the settings, the rules and the journal, and"
                                + " write the ledger"),
                look(SERVICE));
    }

    @Test
    void rulesForRootAlone() throws Exception {
        allow(rules, "rw-------");
        isMended("read " + rules, "chmod a+r " + rules);
    }

    @Test
    void settingsForRootAlone() throws Exception {
        allow(override.getParent(), "rwx------");
        isMended("read " + override.getParent(), "chmod a+rx " + override.getParent());
        allow(override.getParent(), "rwxr--r--");
        isMended("read " + override.getParent(), "chmod a+rx " + override.getParent());
        allow(override, "rw-------");
        isMended("read " + override, "chmod a+r " + override);
    }

    @Test
    void aDirectoryOnTheWayThatIsShut() throws Exception {
        allow(directory.resolve("etc"), "rwx------");
        List<String> found = look(SERVICE);
        assertEquals(2, found.size(), "" + found);
        assertEquals(
                "WRONG its user '64123' may not read "
                        + configuration
                        + " -> chmod a+x "
                        + directory.resolve("etc"),
                found.getFirst());
        run("chmod a+x " + directory.resolve("etc"));
        assertTrue(look(SERVICE).getFirst().startsWith("OK"));
    }

    @Test
    void aJournalWhoseGroupTheServiceIsNotIn() {
        ServiceUser outsider = new ServiceUser(USER, List.of(OWN_GROUP), Optional.empty());
        assertEquals(
                List.of(
                        "WRONG its user '64123' may not read "
                                + journal
                                + " -> systemctl edit postwarden (SupplementaryGroups=64125 in"
                                + " [Service])"),
                look(outsider));
    }

    @Test
    void aJournalForRootAlone() throws Exception {
        allow(journal, "rw-------");
        isMended("read " + journal, "chmod g+rX " + journal);
    }

    @Test
    void aLaterJournalFileCountsAsWell() throws Exception {
        Path archived = file("journal/abc/system@0001.journal");
        allow(archived, "rw-r-----");
        assertEquals(
                List.of(
                        "WRONG its user '64123' may not read %1$s -> chgrp systemd-journal %1$s && chmod g+rX %1$s"
                                .formatted(archived)),
                look(SERVICE));
    }

    @Test
    void usersOwnJournalsAreNotAskedFor() throws Exception {
        allow(file("journal/abc/user-1000.journal"), "rw-------");
        assertTrue(look(SERVICE).getFirst().startsWith("OK"));
    }

    @Test
    void aLedgerThatRootMade() throws Exception {
        Path lib = ledger.getParent();
        allow(file("lib/ledger.db-wal"), "rw-r--r--");
        isMended("write " + lib + "/ledger.db-wal", "chown -R 64123:64124 " + lib);
        run("chown root:root " + lib);
        isMended("write " + lib, "chown -R 64123:64124 " + lib);
    }

    @Test
    void aLedgerThatIsNotThereYet() throws IOException {
        Files.delete(ledger);
        Files.delete(ledger.getParent());
        assertTrue(look(SERVICE).getFirst().startsWith("OK"));
    }

    @Test
    void aLedgerWhereTheUnitShutsTheDisk() {
        Path lib = ledger.getParent();
        ServiceUser shut =
                new ServiceUser(
                        USER, SERVICE.groups(), Optional.of(List.of(Path.of("/var/lib/x"))));
        assertEquals(
                List.of(
                        "WRONG its user '64123' may not write to "
                                + lib
                                + ", which its unit shuts -> systemctl edit postwarden"
                                + " (ReadWritePaths="
                                + lib
                                + " in [Service])"),
                look(shut));
        ServiceUser open = new ServiceUser(USER, SERVICE.groups(), Optional.of(List.of(directory)));
        assertTrue(look(open).getFirst().startsWith("OK"));
    }

    @Test
    void aUserWhoIsNotThere() {
        ServiceUser nobody =
                new ServiceUser("nobody-of-that-name", List.of(OWN_GROUP), Optional.empty());
        assertEquals(
                List.of(
                        "WRONG setpriv cannot become its user 'nobody-of-that-name' with the groups"
                                + " 64124 -> systemd-sysusers (or see what setpriv"
                                + " --reuid=nobody-of-that-name --regid=64124 --groups=64124 true"
                                + " says)"),
                look(nobody));
    }

    @Test
    void theUnitSaysWhoThatIs() {
        String properties =
                """
                LoadState=loaded
                User=postwarden
                Group=postwarden
                SupplementaryGroups=systemd-journal
                ProtectSystem=strict
                StateDirectory=postwarden
                ReadWritePaths=-/srv/ledger /srv/more
                """;
        assertEquals(
                Optional.of(
                        new ServiceUser(
                                "postwarden",
                                List.of("postwarden", "991", "4", "systemd-journal"),
                                Optional.of(
                                        List.of(
                                                Path.of("/var/lib/postwarden"),
                                                Path.of("/srv/ledger"),
                                                Path.of("/srv/more"))))),
                ServiceUser.of(properties, user -> Optional.of("991 4\n")));
        assertEquals(
                Optional.of(new ServiceUser("64123", List.of(), Optional.empty())),
                ServiceUser.of(
                        "LoadState=loaded\nUser=64123\nGroup=\nProtectSystem=full",
                        user -> Optional.empty()));
    }

    @Test
    void whereThereIsNoServiceOrItIsRootsNothingIsSaid() {
        assertEquals(
                Optional.empty(),
                ServiceUser.of("LoadState=not-found\nUser=x\n", user -> Optional.empty()));
        assertEquals(
                Optional.empty(),
                ServiceUser.of("LoadState=loaded\nUser=\n", user -> Optional.empty()));
    }

    private void isMended(String deed, String remedy) throws IOException, InterruptedException {
        assertEquals(
                List.of("WRONG its user '64123' may not " + deed + " -> " + remedy), look(SERVICE));
        run(remedy);
        assertTrue(look(SERVICE).getFirst().startsWith("OK"), "" + look(SERVICE));
    }

    private List<String> look(ServiceUser service) {
        return new ServiceExamination(service, SettingsFile.read(configuration), configuration)
                .look().stream()
                        .map(
                                each ->
                                        each.health()
                                                + " "
                                                + each.finding()
                                                + each.remedy()
                                                        .map(remedy -> " -> " + remedy)
                                                        .orElse(""))
                        .toList();
    }

    /** For everybody to read. */
    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void run(String command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor());
    }
}
