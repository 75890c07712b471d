package postwarden.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import postwarden.Refusal;
import postwarden.testing.FuzzTarget;

/** Any bytes as the configuration. */
public final class SettingsTarget implements FuzzTarget {
    private final Path file;

    public SettingsTarget() throws IOException {
        file = FuzzTarget.scratch().resolve("postwarden.toml");
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return List.of(
                Files.readAllBytes(Path.of("packaging/etc/postwarden.toml")),
                ("x = " + "[".repeat(50_000)).getBytes(UTF_8),
                ("[a" + ".b".repeat(20_000) + "]").getBytes(UTF_8),
                "control.socket = \"/a\\u0000\"".getBytes(UTF_8),
                """
                journal.start = "2h"
                [offender]
                ipv4 = 0x18
                [storm]
                offenders = 12
                within = "1h 5m"
                [firewall]
                ports = [25, 465]
                [ignore]
                addresses = ["mx.example", '::/0', "10.0.0.0/8"]
                self = false
                """
                        .getBytes(UTF_8));
    }

    @Override
    public void take(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            SettingsFile.read(file);
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.BAD_CONFIGURATION) {
                throw new AssertionError(refused);
            }
        } catch (AssertionError failed) {
            if (!isOfTomlj(failed)) {
                throw failed;
            }
        }
    }

    /** It asserts what it goes on to report as a mistake, and nobody runs it with asserts. */
    private static boolean isOfTomlj(AssertionError failed) {
        return failed.getStackTrace()[0].getClassName().startsWith("org.tomlj.");
    }
}
