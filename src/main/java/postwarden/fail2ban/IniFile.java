package postwarden.fail2ban;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Refusal;

/**
 * One file in the dialect of Python's {@code configparser}, as fail2ban uses it: a value goes on in
 * lines that are indented deeper than its name, empty lines may be among them, comments are left
 * out of it, and {@code ;} behind a blank begins one. Names of options are in lower case.
 */
final class IniFile {
    private static final Pattern SECTION = Pattern.compile("\\[(.+)\\]");
    private static final Pattern OPTION = Pattern.compile("(?s)(.*?)\\s*(?:[=:])\\s*(.*)");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s);");
    private static final int MOST_BYTES = 4 << 20;

    private final Path file;
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private Optional<Map<String, String>> section = Optional.empty();
    private Optional<String> option = Optional.empty();
    private int indent;
    private int number;

    private IniFile(Path file) {
        this.file = file;
    }

    /** Refuses what is not there, not text, or not of this form. */
    static IniFile read(Path file) {
        IniFile ini = new IniFile(file);
        ini.text().forEach(ini::line);
        ini.sections
                .values()
                .forEach(each -> each.replaceAll((name, value) -> value.stripTrailing()));
        return ini;
    }

    /** {@code DEFAULT} among them. */
    Map<String, Map<String, String>> sections() {
        return sections;
    }

    private List<String> text() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw refusal("is longer than " + MOST_BYTES + " bytes");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            if (text.indexOf('\0') >= 0) {
                throw refusal("is not text");
            }
            return text.lines().toList();
        } catch (NoSuchFileException missing) {
            throw refusal("there is no such file");
        } catch (CharacterCodingException binary) {
            throw refusal("is not UTF-8 text");
        } catch (IOException broken) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION,
                    file + ": cannot be read: " + broken.getClass().getSimpleName());
        }
    }

    private void line(String whole) {
        number++;
        String line = withoutComment(whole);
        if (line.isBlank()) {
            boolean empty = whole.isBlank();
            if (empty && option.isPresent()) {
                append("");
            }
            return;
        }
        int depth = whole.length() - whole.stripLeading().length();
        if (option.isPresent() && depth > indent) {
            append(line.strip());
            return;
        }
        indent = depth;
        Matcher header = SECTION.matcher(line.strip());
        if (header.lookingAt()) {
            section = Optional.of(open(header.group(1)));
            option = Optional.empty();
            return;
        }
        add(line.strip());
    }

    private Map<String, String> open(String name) {
        if (sections.containsKey(name) && !name.equals(ConfigFiles.DEFAULT)) {
            throw refusal(number, "section [" + name + "] is there twice");
        }
        return sections.computeIfAbsent(name, any -> new LinkedHashMap<>());
    }

    private void add(String line) {
        Map<String, String> options =
                section.orElseThrow(() -> refusal(number, "an option stands before any [section]"));
        Matcher parts = OPTION.matcher(line);
        if (!parts.matches() || parts.group(1).isBlank()) {
            throw refusal(number, "'" + line + "' is neither a [section] nor an option = value");
        }
        String name = parts.group(1).strip().toLowerCase(Locale.ROOT);
        if (options.put(name, parts.group(2).strip()) != null) {
            throw refusal(number, "option '" + name + "' is there twice");
        }
        option = Optional.of(name);
    }

    private void append(String line) {
        section.orElseThrow()
                .merge(option.orElseThrow(), line, (value, more) -> value + "\n" + more);
    }

    private static String withoutComment(String line) {
        String stripped = line.strip();
        if (stripped.startsWith("#") || stripped.startsWith(";")) {
            return "";
        }
        Matcher comment = COMMENT.matcher(line);
        return comment.find() ? line.substring(0, comment.start()) : line;
    }

    private Refusal refusal(String sentence) {
        return new Refusal(Refusal.Kind.BAD_INPUT, file + ": " + sentence);
    }

    private Refusal refusal(int line, String sentence) {
        return new Refusal(Refusal.Kind.BAD_INPUT, file + ":" + line + ": " + sentence);
    }
}
