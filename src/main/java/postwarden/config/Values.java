package postwarden.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import postwarden.Refusal;
import postwarden.TimeSpan;

/** The values of one or more TOML files by dotted key, each with its place. */
final class Values {
    private record Value(Object content, String place) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();

    void add(Path file, String text) {
        try {
            read(file, text);
        } catch (StackOverflowError nested) { // the parser's own descent has no limit
            throw new Refusal(Refusal.Kind.BAD_CONFIGURATION, file + ": is nested too deeply");
        }
    }

    private void read(Path file, String text) {
        TomlParseResult parsed = Toml.parse(text);
        if (parsed.hasErrors()) {
            TomlParseError first = parsed.errors().getFirst();
            throw new Refusal(
                    Refusal.Kind.BAD_CONFIGURATION,
                    file + ":" + first.position().line() + ": is no TOML: " + first.getMessage());
        }
        for (List<String> path : parsed.keyPathSet(true)) {
            int line = parsed.inputPositionOf(path).line();
            values.put(String.join(".", path), new Value(parsed.get(path), file + ":" + line));
        }
    }

    Optional<String> text(String key) {
        return value(key, String.class, "is a text in quotes");
    }

    Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "is true or false");
    }

    Path path(String key, Path otherwise) {
        return path(key, otherwise.toString()).orElse(otherwise);
    }

    Optional<Path> path(String key, String example) {
        Optional<String> path = text(key);
        if (path.isPresent() && (!path.get().startsWith("/") || path.get().indexOf('\0') >= 0)) {
            throw refusal(key, "is a path from the root, such as \"" + example + "\"");
        }
        return path.map(Path::of);
    }

    OptionalInt number(String key, int least, int most) {
        String range = "is a whole number from " + least + " to " + most;
        Optional<Long> number = value(key, Long.class, range);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        if (number.get() < least || number.get() > most) {
            throw refusal(key, range);
        }
        return OptionalInt.of(number.get().intValue());
    }

    Optional<Duration> duration(String key) {
        return text(key)
                .map(
                        text ->
                                TimeSpan.parse(text)
                                        .filter(Duration::isPositive)
                                        .orElseThrow(
                                                () ->
                                                        refusal(
                                                                key,
                                                                "is a duration such as \"90d\" or"
                                                                        + " \"12h\"")));
    }

    /** Empty for "auto", 0 for "off". */
    Optional<Integer> orAuto(String key, int least, int most) {
        Value value = value(key);
        if (value == null || value.content().equals("auto")) {
            return Optional.empty();
        }
        if (value.content().equals("off")) {
            return Optional.of(0);
        }
        if (value.content() instanceof Long number && number >= least && number <= most) {
            return Optional.of(number.intValue());
        }
        throw refusal(key, "is \"auto\", \"off\" or a number from " + least + " to " + most);
    }

    Optional<List<String>> texts(String key) {
        return value(key, TomlArray.class, "is a list of texts")
                .map(list -> elements(key, list, String.class, "is a list of texts"));
    }

    /** "all" is the empty list. */
    Optional<List<Integer>> ports(String key) {
        String rule = "is \"all\" or a list of port numbers such as [25, 465, 587]";
        Value value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value.content().equals("all")) {
            return Optional.of(List.of());
        }
        TomlArray list = value(key, TomlArray.class, rule).orElseThrow();
        List<Integer> ports = new ArrayList<>();
        for (long port : elements(key, list, Long.class, rule)) {
            if (port < 1 || port > 65_535) {
                throw refusal(key, rule);
            }
            ports.add((int) port);
        }
        if (ports.isEmpty()) {
            throw refusal(key, rule);
        }
        return Optional.of(ports);
    }

    Refusal refusal(String key, String rule) {
        return new Refusal(
                Refusal.Kind.BAD_CONFIGURATION, values.get(key).place() + ": " + key + " " + rule);
    }

    /** To be called when every setting has been asked for. */
    void refuseUnknown() {
        values.forEach(
                (key, value) -> {
                    boolean section =
                            value.content() instanceof TomlTable
                                    && known.stream().anyMatch(k -> k.startsWith(key + "."));
                    if (!section && !known.contains(key)) {
                        throw new Refusal(
                                Refusal.Kind.BAD_CONFIGURATION,
                                value.place() + ": unknown key '" + key + "'" + suggestion(key));
                    }
                });
    }

    private String suggestion(String key) {
        return known.stream()
                .flatMap(word -> Stream.of(word, word.substring(0, word.indexOf('.'))))
                .filter(word -> distance(word, key) <= 2)
                .findFirst()
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private Value value(String key) {
        known.add(key);
        return values.get(key);
    }

    private <T> Optional<T> value(String key, Class<T> type, String rule) {
        Value value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value.content())) {
            throw refusal(key, rule);
        }
        return Optional.of(type.cast(value.content()));
    }

    private <T> List<T> elements(String key, TomlArray list, Class<T> type, String rule) {
        List<T> elements = new ArrayList<>();
        for (Object element : list.toList()) {
            if (!type.isInstance(element)) {
                throw refusal(key, rule);
            }
            elements.add(type.cast(element));
        }
        return elements;
    }
}
