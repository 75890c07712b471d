package postwarden.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postwarden.Network;
import postwarden.OffenderSize;
import postwarden.Refusal;
import postwarden.StormBrake;
import postwarden.TimeSpan;

/**
 * Reads {@code postwarden.toml} and then {@code postwarden.toml.d/*.toml} in order of their names,
 * later values in place of earlier ones. What is unknown or of the wrong kind is refused with file
 * and line.
 */
public final class SettingsFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");
    private static final List<String> BACKENDS = List.of("auto", "nftables", "iptables", "none");

    private static final int MOST_PLAUSIBLE = 10_000;

    private SettingsFile() {}

    /** The file must be there. */
    public static Settings read(Path file) {
        if (!Files.exists(file)) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION, file + ": there is no such configuration");
        }
        return readFiles(file);
    }

    /** Without the file, the defaults hold. */
    public static Settings readOrDefaults(Path file) {
        return readFiles(file);
    }

    /** Those that are read, and where others may come to be. */
    public static List<Path> files(Path file) {
        List<Path> files = new ArrayList<>(List.of(file, directory(file)));
        files.addAll(overrides(file));
        return files;
    }

    private static Settings readFiles(Path file) {
        Values values = new Values();
        if (Files.exists(file)) {
            values.add(file, content(file));
        }
        for (Path override : overrides(file)) {
            values.add(override, content(override));
        }
        Settings settings = settings(values);
        values.refuseUnknown();
        return settings;
    }

    private static Settings settings(Values values) {
        Settings base = Settings.defaults();
        return new Settings(
                journal(values, base.journal()),
                rules(values, base.rules()),
                offender(values, base.offender()),
                storm(values, base.storm()),
                ledger(values, base.ledger()),
                firewall(values, base.firewall()),
                ignore(values, base.ignore()),
                new Settings.Control(values.path("control.socket", base.control().socket())));
    }

    private static Settings.Journal journal(Values values, Settings.Journal base) {
        Optional<Path> directory = values.path("journal.directory", "/var/log/journal");
        Settings.FirstStart start =
                values.text("journal.start").map(text -> start(values, text)).orElse(base.start());
        return new Settings.Journal(directory.or(base::directory), start);
    }

    private static Settings.FirstStart start(Values values, String text) {
        return switch (text) {
            case "findTime" -> new Settings.FirstStart.FindTime();
            case "now" -> new Settings.FirstStart.Back(Duration.ZERO);
            default ->
                    new Settings.FirstStart.Back(
                            TimeSpan.parse(text)
                                    .orElseThrow(
                                            () ->
                                                    values.refusal(
                                                            "journal.start",
                                                            "is \"findTime\", \"now\" or a"
                                                                    + " duration such as \"2d\"")));
        };
    }

    private static Settings.Rules rules(Values values, Settings.Rules base) {
        List<String> enable = values.texts("rules.enable").orElse(base.enable());
        for (String name : enable) {
            if (!NAME.matcher(name).matches()) {
                throw values.refusal(
                        "rules.enable",
                        "holds names of rule files without .groovy, not \"" + name + "\"");
            }
        }
        return new Settings.Rules(values.path("rules.directory", base.directory()), enable);
    }

    private static OffenderSize offender(Values values, OffenderSize base) {
        int ipv4 = values.number("offender.ipv4", OffenderSize.LEAST_IPV4, 32).orElse(base.ipv4());
        int ipv6 = values.number("offender.ipv6", OffenderSize.LEAST_IPV6, 128).orElse(base.ipv6());
        return new OffenderSize(ipv4, ipv6);
    }

    private static StormBrake storm(Values values, StormBrake base) {
        Optional<Integer> offenders = values.orAuto("storm.offenders", 1, MOST_PLAUSIBLE);
        return new StormBrake(
                offenders.map(number -> number > 0).orElse(base.on()),
                offenders
                        .filter(number -> number > 0)
                        .map(OptionalInt::of)
                        .orElse(base.offenders()),
                values.duration("storm.within").orElse(base.within()));
    }

    private static Settings.Ledger ledger(Values values, Settings.Ledger base) {
        return new Settings.Ledger(
                values.path("ledger.file", base.file()),
                values.duration("ledger.history").orElse(base.history()));
    }

    private static Settings.Firewall firewall(Values values, Settings.Firewall base) {
        String backend = values.text("firewall.backend").orElse(base.backend());
        if (!BACKENDS.contains(backend)) {
            throw values.refusal("firewall.backend", "is one of " + String.join(", ", BACKENDS));
        }
        return new Settings.Firewall(backend, values.ports("firewall.ports").orElse(base.ports()));
    }

    private static Settings.Ignore ignore(Values values, Settings.Ignore base) {
        List<String> addresses = values.texts("ignore.addresses").orElse(base.addresses());
        for (String address : addresses) {
            boolean looksLikeAddress = address.matches("[0-9.]+|.*[:/].*");
            boolean known =
                    looksLikeAddress
                            ? Network.parse(address).isPresent()
                            : HOST.matcher(address).matches();
            if (!known) {
                throw values.refusal(
                        "ignore.addresses",
                        "holds addresses, networks and host names, not \"" + address + "\"");
            }
        }
        return new Settings.Ignore(
                addresses,
                values.flag("ignore.self").orElse(base.self()),
                values.flag("ignore.mynetworks").orElse(base.mynetworks()),
                values.flag("ignore.sessions").orElse(base.sessions()));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (AccessDeniedException denied) {
            throw new Refusal(Refusal.Kind.NO_PERMISSION, file + ": this user may not read it");
        } catch (IOException unreadable) {
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION, file + ": cannot be read as UTF-8 text");
        }
    }

    private static List<Path> overrides(Path file) {
        Path directory = directory(file);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".toml")).sorted().toList();
        } catch (IOException unreadable) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION, directory + ": this user may not list it");
        }
    }

    private static Path directory(Path file) {
        return file.resolveSibling(file.getFileName() + ".d");
    }
}
