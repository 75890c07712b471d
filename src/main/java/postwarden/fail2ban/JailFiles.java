package postwarden.fail2ban;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postwarden.Refusal;

/** The jails of a directory such as {@code /etc/fail2ban}. */
final class JailFiles {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
    private static final List<String> OF_THE_FILTER =
            List.of("failregex", "ignoreregex", "prefregex", "journalmatch", "maxlines");

    private final Path directory;
    private final ConfigFiles files;
    private final Map<String, String> given;

    private JailFiles(Path directory) {
        this.directory = directory;
        this.files = ConfigFiles.named(directory, "jail");
        this.given = Map.of("fail2ban_version", "", "fail2ban_confpath", directory.toString());
    }

    static JailFiles read(Path directory) {
        return new JailFiles(directory);
    }

    List<Path> files() {
        return files.files();
    }

    List<String> enabled() {
        return files.sections().stream()
                .filter(
                        name ->
                                value(name, "enabled")
                                        .map(text -> text.toLowerCase(Locale.ROOT))
                                        .filter(TRUE::contains)
                                        .isPresent())
                .toList();
    }

    /** Refuses a name that no jail has. */
    void requireJail(String name) {
        if (!files.sections().contains(name)) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT,
                    files.files().getFirst() + ": there is no jail [" + name + "]");
        }
    }

    Optional<String> value(String jail, String option) {
        return new Interpolation(files, given).value(jail, option);
    }

    FilterCall filterCall(String jail) {
        String text =
                value(jail, "filter")
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                Refusal.Kind.BAD_INPUT,
                                                files.files().getFirst()
                                                        + ": jail ["
                                                        + jail
                                                        + "] names no filter"));
        return FilterCall.parse(text, files.files().getFirst() + ": [" + jail + "] filter");
    }

    /** With what the jail says itself instead of the filter, or adds to it. */
    Filter filter(String jail) {
        FilterCall call = filterCall(jail);
        ConfigFiles definition = ConfigFiles.named(directory.resolve("filter.d"), call.name());
        Filter own = new Filter(definition, call.parameters(), Map.of());
        Map<String, String> known = new HashMap<>(given);
        known.put("__prefix_line", String.valueOf(RegexParser.PREFIX));
        OF_THE_FILTER.forEach(option -> known.put("known/" + option, own.text(option).orElse("")));
        Map<String, String> overrides = new HashMap<>();
        Interpolation interpolation = new Interpolation(files, known);
        for (String option : OF_THE_FILTER) {
            interpolation.value(jail, option).ifPresent(value -> overrides.put(option, value));
        }
        return overrides.isEmpty() ? own : new Filter(definition, call.parameters(), overrides);
    }
}
