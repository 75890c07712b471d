package postwarden.fail2ban;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import postwarden.Refusal;

/**
 * Files that override one another, with what they include, as fail2ban's {@code configreader.py}
 * reads them: {@code NAME.conf}, {@code NAME.d/*.conf}, {@code NAME.local}, {@code NAME.d/*.local};
 * around each the files that its {@code [INCLUDES]} name, each with its {@code .local}.
 */
final class ConfigFiles {
    static final String DEFAULT = "DEFAULT";
    static final String KNOWN = "KNOWN/";

    private static final String INCLUDES = "INCLUDES";
    private static final Pattern CONDITIONAL = Pattern.compile("\\w+\\?.+");

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private final Set<Path> files = new LinkedHashSet<>();

    private ConfigFiles() {}

    /** Of {@code directory/name.conf} and what goes with it; refuses if there is nothing. */
    static ConfigFiles named(Path directory, String name) {
        List<Path> found = new ArrayList<>();
        Path overrides = directory.resolve(name + ".d");
        found.add(directory.resolve(name + ".conf"));
        found.addAll(inside(overrides, "*.conf"));
        found.add(directory.resolve(name + ".local"));
        found.addAll(inside(overrides, "*.local"));
        List<Path> there = found.stream().filter(Files::isRegularFile).toList();
        if (there.isEmpty()) {
            throw new Refusal(Refusal.Kind.BAD_INPUT, found.getFirst() + ": there is no such file");
        }
        return read(there);
    }

    /** Of one file, wherever it is. */
    static ConfigFiles of(Path file) {
        return read(List.of(file));
    }

    private static ConfigFiles read(List<Path> files) {
        ConfigFiles all = new ConfigFiles();
        for (Path file : withIncludes(files, Set.of())) {
            all.merge(IniFile.read(file));
            all.files.add(file);
        }
        return all;
    }

    /** Those that were read, in the order in which they override. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** Without {@code DEFAULT} and {@code INCLUDES}. */
    List<String> sections() {
        return sections.keySet().stream()
                .filter(
                        name ->
                                !name.equals(DEFAULT)
                                        && !name.equals(INCLUDES)
                                        && !name.startsWith(KNOWN))
                .toList();
    }

    /** As written, without those of {@code DEFAULT}; empty if there is no such section. */
    Map<String, String> options(String section) {
        return Collections.unmodifiableMap(sections.getOrDefault(section, Map.of()));
    }

    Optional<String> raw(String section, String option) {
        return Optional.ofNullable(options(section).get(option));
    }

    private void merge(IniFile file) {
        file.sections()
                .forEach(
                        (name, options) -> {
                            if (CONDITIONAL.matcher(name).matches()) {
                                return; // for actions only
                            }
                            Map<String, String> own =
                                    sections.computeIfAbsent(name, any -> new LinkedHashMap<>());
                            remember(name, own, options);
                            own.putAll(options);
                        });
    }

    /** What is overridden stays known as {@code known/option}. */
    private void remember(String name, Map<String, String> old, Map<String, String> options) {
        Map<String, String> known = new LinkedHashMap<>(old);
        known.keySet().retainAll(options.keySet());
        if (!known.isEmpty()) {
            sections.computeIfAbsent(KNOWN + name, any -> new LinkedHashMap<>()).putAll(known);
        }
    }

    private static List<Path> withIncludes(List<Path> files, Set<Path> seen) {
        List<Path> wanted = new ArrayList<>();
        for (Path file : files) {
            wanted.add(file);
            Path local = local(file);
            if (!files.contains(local) && Files.isRegularFile(local)) {
                wanted.add(local);
            }
        }
        List<Path> all = new ArrayList<>();
        for (Path file : wanted) {
            if (!Files.isRegularFile(file)) {
                if (seen.isEmpty()) {
                    throw new Refusal(Refusal.Kind.BAD_INPUT, file + ": there is no such file");
                }
                continue; // an include may be missing
            }
            Set<Path> path = new LinkedHashSet<>(seen);
            path.add(file);
            all.addAll(withIncludes(included(file, "before", path), path));
            all.add(file);
            all.addAll(withIncludes(included(file, "after", path), path));
        }
        return all;
    }

    private static List<Path> included(Path file, String when, Set<Path> seen) {
        String names = IniFile.read(file).sections().getOrDefault(INCLUDES, Map.of()).get(when);
        return names == null
                ? List.of()
                : names.lines()
                        .filter(name -> !name.isBlank())
                        .map(name -> beside(file, name.strip()))
                        .filter(each -> each.getNameCount() > 0 && !seen.contains(each))
                        .toList();
    }

    private static Path beside(Path file, String name) {
        return file.toAbsolutePath().resolveSibling(name).normalize();
    }

    private static Path local(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".local");
    }

    private static List<Path> inside(Path directory, String glob) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(found::add);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Collections.sort(found);
        return found;
    }
}
