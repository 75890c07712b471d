package postwarden.fail2ban;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Refusal;

/**
 * A filter with everything in it resolved: {@code %(name)s} and {@code <name>}, by the jail, by the
 * filter's parameters, by {@code [Init]} and {@code [Definition]}. Of the prefix that syslog puts
 * in front of messages only {@link RegexParser#PREFIX} is left.
 */
final class Filter {
    private static final Pattern TAG = Pattern.compile("<([^ <>]+)>");
    private static final int MOST_REPLACEMENTS = 1000;

    private final ConfigFiles files;
    private final Map<String, String> jail;
    private final Map<String, String> parameters;
    private final Interpolation interpolation;

    /**
     * @param jail what the jail says itself of the filter's options
     */
    Filter(ConfigFiles files, Map<String, String> parameters, Map<String, String> jail) {
        this.files = files;
        this.jail = Map.copyOf(jail);
        Map<String, String> given = new HashMap<>();
        parameters.forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value));
        given.put("__prefix_line", String.valueOf(RegexParser.PREFIX));
        this.parameters = Map.copyOf(given);
        Map<String, String> all = new HashMap<>(jail);
        all.putAll(given);
        this.interpolation = new Interpolation(files, all);
    }

    List<Path> files() {
        return files.files();
    }

    List<String> failregexes() {
        return lines("failregex");
    }

    List<String> ignoreregexes() {
        return lines("ignoreregex");
    }

    Optional<String> prefregex() {
        return text("prefregex").filter(regex -> !regex.isBlank());
    }

    /** Which program writes, as a regular expression. */
    Optional<String> program() {
        return text("_daemon").filter(regex -> !regex.isBlank());
    }

    List<String> journalMatches() {
        return lines("journalmatch");
    }

    boolean spansLines() {
        return text("maxlines").filter(lines -> !lines.equals("1")).isPresent();
    }

    Optional<String> text(String option) {
        Optional<String> raw =
                Optional.ofNullable(jail.get(option))
                        .or(() -> Optional.ofNullable(parameters.get(option)))
                        .or(() -> interpolation.value("Init", option).filter(any -> isInit(option)))
                        .or(() -> interpolation.value("Definition", option));
        return raw.map(value -> replaced(option, value));
    }

    private boolean isInit(String option) {
        return files.raw("Init", option).isPresent();
    }

    private List<String> lines(String option) {
        return text(option).stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .toList();
    }

    /** A tag that names no option stays: {@code <HOST>}. */
    private String replaced(String option, String value) {
        String text = value;
        int at = 0;
        int replacements = 0;
        Matcher tag = TAG.matcher(text);
        while (tag.find(at)) {
            String name = tag.group(1).toLowerCase(Locale.ROOT);
            Optional<String> found = isFail2bans(tag.group(1)) ? Optional.empty() : known(name);
            if (found.isEmpty()) {
                at = tag.end();
                continue;
            }
            if (++replacements > MOST_REPLACEMENTS) {
                throw new Refusal(
                        Refusal.Kind.BAD_INPUT,
                        files().getFirst() + ": [Definition] " + option + " refers to itself");
            }
            text = text.substring(0, tag.start()) + found.get() + text.substring(tag.end());
            at = 0;
            tag = TAG.matcher(text);
        }
        return text;
    }

    private static boolean isFail2bans(String tag) {
        return tag.startsWith("F-") || tag.startsWith("/F-") || tag.equals("HOST");
    }

    private Optional<String> known(String name) {
        return Optional.ofNullable(parameters.get(name))
                .or(() -> interpolation.value("Init", name).filter(any -> isInit(name)))
                .or(() -> interpolation.value("Definition", name))
                .or(() -> name.contains("/") ? interpolation.found(name) : Optional.empty());
    }
}
