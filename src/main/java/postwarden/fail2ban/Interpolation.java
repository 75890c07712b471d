package postwarden.fail2ban;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Refusal;

/**
 * What an option comes to with each {@code %(name)s} in it replaced: by what overrides, by the same
 * section, by {@code [DEFAULT]}; {@code %(section/name)s} and {@code %(known/name)s} by what they
 * name.
 */
final class Interpolation {
    private static final int MOST_DEPTH = 10; // configparser's own
    private static final Pattern REFERENCE = Pattern.compile("%(?:%|\\(([^)]+)\\)s)");
    private static final String KNOWN = "known/";

    private final ConfigFiles files;
    private final Map<String, String> overrides;

    Interpolation(ConfigFiles files, Map<String, String> overrides) {
        this.files = files;
        this.overrides = overrides;
    }

    /** Empty if there is no such option; refuses a reference to what is not there. */
    Optional<String> value(String section, String option) {
        return raw(section, option.toLowerCase(Locale.ROOT))
                .map(value -> replaced(section, option, value, 0));
    }

    /** Of a tag {@code <section/name>}. */
    Optional<String> found(String name) {
        return ofSection("Definition", name).map(value -> replaced("Definition", name, value, 0));
    }

    private String replaced(String section, String option, String value, int depth) {
        if (depth > MOST_DEPTH) {
            throw refusal(section, option, "refers to itself");
        }
        StringBuilder text = new StringBuilder();
        Matcher reference = REFERENCE.matcher(value);
        while (reference.find()) {
            String name = reference.group(1);
            String replacement =
                    name == null
                            ? "%"
                            : replaced(section, option, found(section, option, name), depth + 1);
            reference.appendReplacement(text, Matcher.quoteReplacement(replacement));
        }
        return reference.appendTail(text).toString();
    }

    private String found(String section, String option, String name) {
        return raw(section, name.toLowerCase(Locale.ROOT))
                .or(() -> ofSection(section, name))
                .orElseThrow(
                        () ->
                                refusal(
                                        section,
                                        option,
                                        "refers to '" + name + "', which is not set"));
    }

    private Optional<String> raw(String section, String option) {
        if (option.equals("__name__")) {
            return Optional.of(section);
        }
        return Optional.ofNullable(overrides.get(option))
                .or(() -> files.raw(section, option))
                .or(() -> files.raw(ConfigFiles.DEFAULT, option));
    }

    private Optional<String> ofSection(String section, String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String option = name.substring(slash + 1).toLowerCase(Locale.ROOT);
        String named =
                name.startsWith(KNOWN) ? ConfigFiles.KNOWN + section : name.substring(0, slash);
        return files.raw(named, option)
                .or(() -> name.startsWith(KNOWN) ? files.raw(section, option) : Optional.empty())
                .or(() -> files.raw(ConfigFiles.DEFAULT, option));
    }

    private Refusal refusal(String section, String option, String sentence) {
        return new Refusal(
                Refusal.Kind.BAD_INPUT,
                files.files().getFirst() + ": [" + section + "] " + option + " " + sentence);
    }
}
