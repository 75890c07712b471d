package postwarden.fail2ban;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Refusal;

/** Reads fail2ban's configuration and writes rule files that say the same. Touches nothing. */
public final class Fail2banImport {
    private final Linter linter;

    public Fail2banImport(Linter linter) {
        this.linter = linter;
    }

    /**
     * The jails of a directory such as {@code /etc/fail2ban}.
     *
     * @param names of jails; none: those that are enabled
     */
    public List<ImportedJail> jails(Path directory, List<String> names) {
        JailFiles jails = JailFiles.read(directory);
        names.forEach(jails::requireJail);
        List<String> wanted = names.isEmpty() ? jails.enabled() : names;
        if (wanted.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT,
                    directory + ": no jail is enabled; name those you want with --jail");
        }
        return wanted.stream().map(name -> jail(jails, name)).toList();
    }

    /** One filter, with fail2ban's own defaults for what a jail says. */
    public ImportedJail filter(Path file, Map<String, String> parameters) {
        if (!Files.isRegularFile(file)) {
            throw new Refusal(Refusal.Kind.BAD_INPUT, file + ": there is no such file");
        }
        String name = file.getFileName().toString().replaceFirst("\\.(conf|local)$", "");
        Filter filter = new Filter(ConfigFiles.of(file), parameters, Map.of());
        return new JailWriter(linter)
                .written(
                        name,
                        new FilterCall(name, parameters).toString(),
                        filter,
                        new JailPolicy(option -> Optional.empty()),
                        filter.files());
    }

    private ImportedJail jail(JailFiles jails, String name) {
        Filter filter = jails.filter(name);
        List<Path> files = new ArrayList<>(jails.files());
        files.addAll(filter.files());
        return new JailWriter(linter)
                .written(
                        name,
                        jails.filterCall(name).toString(),
                        filter,
                        new JailPolicy(option -> jails.value(name, option)),
                        files);
    }
}
