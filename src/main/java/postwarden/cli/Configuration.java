package postwarden.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;
import postwarden.config.Settings;
import postwarden.config.SettingsFile;
import postwarden.daemon.Origin;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/** The option for the configuration, and what follows from it. */
final class Configuration {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; default: /etc/postwarden/postwarden.toml.")
    private Path file;

    Settings settings() {
        if (file != null) {
            return SettingsFile.read(file.toAbsolutePath());
        }
        Settings settings = SettingsFile.readOrDefaults(Settings.FILE);
        return Files.exists(settings.rules().directory()) ? settings : withShippedRules(settings);
    }

    /** For what goes on reading it. */
    Origin origin(Readers readers, Instant since) {
        return new Origin(file(), this::settings, rules(readers), since, Origin.SETTLED);
    }

    /** Where it is read from; it may be missing. */
    Path file() {
        return file == null ? Settings.FILE : file.toAbsolutePath();
    }

    CompiledBook book(Settings settings, Readers readers) {
        return rules(readers).load(settings.rules().files());
    }

    static Rules rules(Readers readers) {
        String prepared = System.getProperty("postwarden.prepared");
        return new Rules(
                readers, prepared == null ? List.of(cache()) : List.of(cache(), Path.of(prepared)));
    }

    /** Not installed, but run from a checkout or an unpacked distribution. */
    private static Settings withShippedRules(Settings settings) {
        String home = System.getProperty("postwarden.home");
        return home == null ? settings : settings.withRules(Path.of(home, "rules"));
    }

    /** Where compiled rules are kept: systemd's choice, then what the launcher or the XDG says. */
    private static Path cache() {
        for (String name : List.of("CACHE_DIRECTORY", "POSTWARDEN_CACHE")) {
            String directory = System.getenv(name);
            if (directory != null && !directory.isEmpty()) {
                return Path.of(directory);
            }
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg != null && xdg.startsWith("/")
                        ? Path.of(xdg)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("postwarden");
    }
}
