package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Man pages and completions say what {@code --help} says. The generated ones are checked in; {@code
 * packaging/manual} (which is this test with {@code -Dmanual=write}) makes them anew.
 */
class ManualTest {
    private static final Path MAN = Path.of("packaging/man");
    private static final Path COMPLETION = Path.of("packaging/completion");

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if ("write".equals(System.getProperty("manual"))) {
            write(MAN, new ManualPages(date()).pages());
            write(COMPLETION, Completions.scripts());
        }
    }

    private static void write(Path directory, Map<String, String> made) throws IOException {
        for (Map.Entry<String, String> file : made.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void whatIsCheckedInIsWhatTheCommandClassesSay() throws IOException {
        check(MAN, new ManualPages(date()).pages(), "postwarden-[a-z]+\\.8");
        check(COMPLETION, Completions.scripts(), ".*");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aManPageIsWithoutFault(Path page) throws Exception {
        assertEquals("", said("mandoc", "-Tlint", "-Wwarning", page.toString()));
        assertEquals("", said("bash", "-c", MAN_WARNINGS, "bash", page.toString()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsInTheManPageAndInEachCompletion(String name) throws Exception {
        CommandSpec command = command(name);
        List<String> options =
                command.options().stream().flatMap(option -> Stream.of(option.names())).toList();
        assertTrue(options.contains("--help"), options.toString());
        String help = CommandLine.run(name, "--help").out();
        String page = said("mandoc", "-Tutf8", "-Ios=Linux", MAN + "/postwarden-" + name + ".8");
        String plain = page.replaceAll(".\b", "");
        List<String> bash = List.of(said("bash", "-c", BASH, "bash", name).split("\\s+"));
        String fish = fish("postwarden " + name + " --");
        String zsh = said("zsh", "-f", "-c", ZSH, "zsh", name);
        for (String option : options) {
            assertTrue(help.contains(option), option + " in " + help);
            assertTrue(plain.contains(option), option + " in " + plain);
            assertTrue(bash.contains(option), option + " in bash's " + bash);
            assertTrue(fish.contains(option + "\t") || option.length() == 2, option + fish);
            assertTrue(zsh.contains(option + "[") || zsh.contains(option + "=["), option + zsh);
        }
    }

    @Test
    void everyCommandIsInTheMainPageAndInEachCompletion() throws Exception {
        String page = Files.readString(MAN.resolve("postwarden.8"));
        List<String> bash = List.of(said("bash", "-c", BASH, "bash", "").split("\\s+"));
        String fish = fish("postwarden ");
        String zsh = Files.readString(COMPLETION.resolve("_postwarden"));
        for (String name : commands().toList()) {
            assertTrue(page.contains(".Xr postwarden-" + name + " 8"), name);
            assertTrue(bash.contains(name), name + " in bash's " + bash);
            assertTrue(fish.contains(name + "\t"), name + " in fish's " + fish);
            assertTrue(zsh.contains("    '" + name + ":"), name);
            assertEquals(Map.of(), command(name).subcommands(), "no commands of commands so far");
        }
    }

    @Test
    void everySettingIsInTheManPage() throws IOException {
        String page = Files.readString(MAN.resolve("postwarden.toml.5"));
        Matcher setting =
                Pattern.compile("(?m)^\\[([a-z]+)\\]|^# ([a-z0-9]+) = ")
                        .matcher(Files.readString(Path.of("packaging/etc/postwarden.toml")));
        String section = "";
        int settings = 0;
        while (setting.find()) {
            if (setting.group(1) != null) {
                section = setting.group(1);
            } else {
                String name = section + "." + setting.group(2);
                assertTrue(page.contains(".It Cm " + name + "\n"), name);
                settings++;
            }
        }
        assertTrue(settings >= 14, "settings: " + settings);
    }

    @Test
    void everyWordOfTheRuleLanguageIsInTheManPage() throws IOException {
        String page = Files.readString(MAN.resolve("postwarden-rules.5"));
        Pattern row = Pattern.compile("(?m)^\\| `([a-z][A-Za-z]+)` \\|");
        String guide = Files.readString(Path.of("docs/rules.md"));
        Matcher word = row.matcher(guide.substring(guide.indexOf("## Words of a jail")));
        word.region(0, guide.indexOf("## Patterns") - guide.indexOf("## Words of a jail"));
        int words = 0;
        while (word.find()) {
            assertTrue(page.contains(".It Ic " + word.group(1)), word.group(1));
            words++;
        }
        assertTrue(words >= 14, "words: " + words);
    }

    private static final String MAN_WARNINGS = "man --warnings -l -Tutf8 \"$1\" 2>&1 >/dev/null";

    /** Asks as readline does, and prints what is offered. */
    private static final String BASH =
            """
            source packaging/completion/postwarden.bash
            COMP_WORDS=(postwarden $1 -); [ -n "$1" ] || COMP_WORDS=(postwarden "")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"
            _complete_postwarden
            echo "${COMPREPLY[@]}"
            """;

    private static String fish(String line) throws IOException, InterruptedException {
        String script = "source packaging/completion/postwarden.fish; complete -C \"$argv\"";
        return said("fish", "-c", script, line);
    }

    /** Prints what the script hands to zsh's own function. */
    private static final String ZSH =
            """
            _arguments() { print -rl -- "$@" }
            words=(postwarden $1 --) CURRENT=3
            source packaging/completion/_postwarden
            """;

    private static Stream<String> commands() {
        return ManualPages.commands().stream().map(CommandSpec::name);
    }

    private static CommandSpec command(String name) {
        return ManualPages.commands().stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(MAN)) {
            return files.sorted().toList();
        }
    }

    private static void check(Path directory, Map<String, String> made, String names)
            throws IOException {
        for (Map.Entry<String, String> file : made.entrySet()) {
            assertEquals(
                    file.getValue(),
                    Files.readString(directory.resolve(file.getKey())),
                    "run packaging/manual");
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> there =
                    files.map(file -> file.getFileName().toString())
                            .filter(
                                    name ->
                                            name.matches(names)
                                                    && !name.equals("postwarden-rules.5"))
                            .sorted()
                            .toList();
            assertEquals(List.copyOf(made.keySet()), there, "nothing of commands that are gone");
        }
    }

    /** When this version was made, as the build has it. */
    private static String date() throws IOException {
        Matcher timestamp =
                Pattern.compile("<project.build.outputTimestamp>([0-9-]{10})")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(timestamp.find());
        return LocalDate.parse(timestamp.group(1))
                .format(DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.US));
    }

    private static String said(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(Arrays.asList(command)));
        builder.environment().put("MANROFFSEQ", "");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
