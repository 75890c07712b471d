package postwarden.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import postwarden.config.Settings;
import postwarden.config.SettingsFile;
import postwarden.rules.Reading;
import postwarden.rules.Rules;

/**
 * Where settings and rules come from.
 *
 * @param configuration the file; others lie beside it
 * @param settings reads the configuration, or refuses it
 * @param since when what the daemon starts with began to be read
 * @param settled how long saved files must have stayed as they are to be taken up
 */
public record Origin(
        Path configuration,
        Supplier<Settings> settings,
        Rules rules,
        Instant since,
        Duration settled) {
    /** Editors write in several steps, and people save several files. */
    public static final Duration SETTLED = Duration.ofSeconds(1);

    Reading read(Settings from) {
        return rules.read(from.rules().files());
    }

    /** Everything that settings and rules depend on, whether it exists or not. */
    List<Path> files(Settings from) {
        List<Path> files = new ArrayList<>(SettingsFile.files(configuration));
        files.addAll(from.rules().files());
        return files;
    }
}
