package postwarden.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.OffenderSize;
import postwarden.Refusal;
import postwarden.StormBrake;

class SettingsFileTest {
    @TempDir private Path directory;

    @Test
    void withoutAFileTheDefaultsHold() {
        assertEquals(
                Settings.defaults(), SettingsFile.readOrDefaults(directory.resolve("none.toml")));
    }

    @Test
    void everySettingCanBeSet() throws IOException {
        Settings settings =
                read(
                        """
                        [journal]
                        directory = "/var/log/journal/remote"
                        start = "2d"
                        [rules]
                        directory = "/srv/rules"
                        enable = ["postfix", "dovecot"]
                        [offender]
                        ipv4 = 24
                        ipv6 = 56
                        [storm]
                        offenders = 500
                        within = "5m"
                        [ledger]
                        file = "/srv/ledger.db"
                        history = "30d"
                        [firewall]
                        backend = "none"
                        ports = [25, 465, 587]
                        [ignore]
                        addresses = ["192.0.2.0/24", "2001:db8::1", "mx.example.com"]
                        self = false
                        mynetworks = false
                        sessions = false
                        [control]
                        socket = "/run/other.sock"
                        """);
        assertEquals(
                new Settings(
                        new Settings.Journal(
                                Optional.of(Path.of("/var/log/journal/remote")),
                                new Settings.FirstStart.Back(Duration.ofDays(2))),
                        new Settings.Rules(Path.of("/srv/rules"), List.of("postfix", "dovecot")),
                        new OffenderSize(24, 56),
                        new StormBrake(true, OptionalInt.of(500), Duration.ofMinutes(5)),
                        new Settings.Ledger(Path.of("/srv/ledger.db"), Duration.ofDays(30)),
                        new Settings.Firewall("none", List.of(25, 465, 587)),
                        new Settings.Ignore(
                                List.of("192.0.2.0/24", "2001:db8::1", "mx.example.com"),
                                false,
                                false,
                                false),
                        new Settings.Control(Path.of("/run/other.sock"))),
                settings);
    }

    @Test
    void theStormBrakeCanBeOffOrItsOwnMaster() throws IOException {
        assertFalse(read("storm.offenders = \"off\"\n").storm().on());
        assertEquals(StormBrake.DEFAULT, read("storm.offenders = \"auto\"\n").storm());
    }

    @Test
    void laterFilesOverrideInOrderOfTheirNames() throws IOException {
        Path overrides = Files.createDirectory(directory.resolve("postwarden.toml.d"));
        Files.writeString(overrides.resolve("20.toml"), "[offender]\nipv6 = 48\n");
        Files.writeString(overrides.resolve("10.toml"), "offender.ipv6 = 56\noffender.ipv4 = 28\n");
        Files.writeString(overrides.resolve("note.txt"), "no TOML");
        assertEquals(new OffenderSize(28, 48), read("[offender]\nipv6 = 60\n").offender());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "journal.dirctory = '/x' | 1: unknown key 'journal.dirctory'; did you mean 'journal.directory'?",
                "[jornal] | 1: unknown key 'jornal'; did you mean 'journal'?",
                "[firewall]\\n\\nbackend = 'pf' | 3: firewall.backend is one of auto, nftables, iptables, none",
                "firewall.ports = [] | 1: firewall.ports is \"all\" or a list of port numbers such as [25, 465, 587]",
                "firewall.ports = [70000] | 1: firewall.ports is \"all\" or a list of port numbers such as [25, 465, 587]",
                "firewall.ports = 25 | 1: firewall.ports is \"all\" or a list of port numbers such as [25, 465, 587]",
                "storm.offenders = 0 | 1: storm.offenders is \"auto\", \"off\" or a number from 1 to 10000",
                "storm.offenders = 'many' | 1: storm.offenders is \"auto\", \"off\" or a number from 1 to 10000",
                "storm.within = '10' | 1: storm.within is a duration such as \"90d\" or \"12h\"",
                "offender.ipv4 = 33 | 1: offender.ipv4 is a whole number from 8 to 32",
                "offender.ipv4 = '32' | 1: offender.ipv4 is a whole number from 8 to 32",
                "ledger.history = '90' | 1: ledger.history is a duration such as \"90d\" or \"12h\"",
                "ledger.file = 'x.db' | 1: ledger.file is a path from the root, such as \"/var/lib/postwarden/ledger.db\"",
                "journal.start = 'yesterday' | 1: journal.start is \"findTime\", \"now\" or a duration such as \"2d\"",
                "ignore.addresses = ['10.0.0.0/33'] | 1: ignore.addresses holds addresses, networks and host names, not \"10.0.0.0/33\"",
                "ignore.addresses = ['10.0.0'] | 1: ignore.addresses holds addresses, networks and host names, not \"10.0.0\"",
                "ignore.addresses = ['a b'] | 1: ignore.addresses holds addresses, networks and host names, not \"a b\"",
                "ignore.self = 'yes' | 1: ignore.self is true or false",
                "rules.enable = ['../x'] | 1: rules.enable holds names of rule files without .groovy, not \"../x\"",
            })
    void whatIsWrongIsRefusedWithItsPlace(String text, String sentence) {
        Refusal refusal =
                assertThrows(
                        Refusal.class, () -> read(text.replace("\\n", "\n").replace('\'', '"')));
        assertEquals(Refusal.Kind.BAD_CONFIGURATION, refusal.kind());
        assertEquals(directory.resolve("postwarden.toml") + ":" + sentence, refusal.getMessage());
    }

    @Test
    void whatIsNoTomlIsRefusedWithItsLine() {
        Refusal refusal = assertThrows(Refusal.class, () -> read("[journal]\nstart =\n"));
        String place = directory.resolve("postwarden.toml") + ":2: is no TOML: ";
        assertEquals(place, refusal.getMessage().substring(0, place.length()));
    }

    private Settings read(String text) throws IOException {
        return SettingsFile.read(Files.writeString(directory.resolve("postwarden.toml"), text));
    }
}
