package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.Address;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.rules.CompiledBook;
import postwarden.rules.Problem;
import postwarden.rules.Readers;
import postwarden.rules.Reading;
import postwarden.rules.Rules;

/**
 * fail2ban's packaged filters, taken over by the real command line, strike whom fail2ban itself
 * strikes, line by line: in the recorded attack and in lines of our own, hostile ones among them.
 */
class ImportAgreementTest {
    private static final Path FILTERS = Path.of("/etc/fail2ban/filter.d");
    private static final Path LOGS = Path.of("src/test/resources/postwarden/fail2ban");
    private static final Path CORPUS =
            Path.of("src/test/resources/postwarden/corpus/real-postfix.log.gz");
    private static final Path SAMPLES =
            Path.of("/usr/lib/python3/dist-packages/fail2ban/tests/files/logs");
    private static final Pattern LINE =
            Pattern.compile(
                    "(?s)[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\S+ ([^\\s:\\[]+)(?:\\[\\d+\\])?: (.+)");

    @TempDir private Path directory;

    /** How many lines fail2ban itself strikes in each log guards against comparing nothing. */
    @ParameterizedTest
    @CsvSource({
        "postfix, more, 20",
        "postfix, auth, 4",
        "postfix, normal, 20",
        "postfix, rbl, 1",
        "postfix, errors, 2",
        "postfix, ddos, 10",
        "postfix, extra, 24",
        "postfix, aggressive, 35",
        "dovecot, normal, 23",
        "dovecot, aggressive, 27",
        "sshd, normal, 46",
        "sshd, ddos, 50",
        "sshd, extra, 46",
        "sshd, aggressive, 60",
    })
    void aPackagedFilterStrikesWhomFail2banStrikes(String filter, String mode, int atLeast)
            throws Exception {
        CompiledBook book = imported(filter, mode);
        List<String> lines = new ArrayList<>(Files.readAllLines(LOGS.resolve(filter + ".log")));
        lines.addAll(corpus());
        List<String> differences = new ArrayList<>();
        int struck = differences(book, filter, mode, lines, differences);
        assertEquals(List.of(), differences);
        assertTrue(struck >= atLeast, "fail2ban struck only " + struck);
    }

    /** Each line says in front of it who strikes whom: fail2ban, of which version, and we. */
    @Test
    void whereTheyDifferIsKnown() throws Exception {
        List<String> versions = List.of("all", version());
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (String known : Files.readAllLines(LOGS.resolve("differences.txt"))) {
            if (known.isBlank() || known.startsWith("#")) {
                continue;
            }
            String[] parts = known.split("\t", -1);
            if (!versions.contains(parts[2])) {
                continue;
            }
            asked++;
            String line = parts[5];
            String theirs =
                    fail2ban(parts[0], parts[1], List.of(line)).getOrDefault(line, "nobody");
            String ours = struck(imported(parts[0], parts[1]), line);
            if (!theirs.equals(parts[3]) || !ours.equals(parts[4])) {
                wrong.add("fail2ban " + theirs + ", we " + ours + ": " + known);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(7, asked);
    }

    /**
     * In the lines that fail2ban itself is tested with, those that syslog could have written. Some
     * of them are hostile. Whom the rules strike, fail2ban strikes.
     */
    @Test
    void noPackagedFilterStrikesAnotherThanFail2banInItsOwnSamples() throws Exception {
        assumeTrue(Files.isDirectory(SAMPLES), "this package of fail2ban has no samples");
        List<String> differences = new ArrayList<>();
        int struck = 0;
        for (Path filter : filters()) {
            String name = filter.getFileName().toString().replace(".conf", "");
            Path samples = SAMPLES.resolve(name);
            if (!Files.isRegularFile(samples)) {
                continue;
            }
            CompiledBook book = imported(name, "aggressive");
            List<String> lines =
                    Files.readAllLines(samples).stream()
                            .filter(line -> LINE.matcher(line).matches())
                            .toList();
            List<String> ours =
                    lines.stream().filter(line -> !struck(book, line).equals("nobody")).toList();
            if (!ours.isEmpty()) {
                struck += differences(book, name, "aggressive", ours, differences);
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(struck > 150, "fail2ban struck only " + struck);
    }

    /** Whatever becomes of its regular expressions, the file is sound, its examples included. */
    @Test
    void everyPackagedFilterBecomesASoundFile() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path filter : filters()) {
            CommandLine run =
                    CommandLine.run(
                            "import", "fail2ban", filter.toString(), "--output", out().toString());
            assertEquals(0, run.exit(), filter + ": " + run.err());
            files.add(file(filter.getFileName().toString().replace(".conf", "")));
        }
        Reading reading = new Rules(Readers.TOOLS, Optional.empty()).read(files);
        assertEquals(List.of(), reading.problems().stream().map(Problem::toString).toList());
        assertTrue(files.size() > 50, files.size() + " filters");
    }

    /** The example under each rule was made up; fail2ban itself has the last word on it. */
    @ParameterizedTest
    @CsvSource({"postfix, aggressive", "dovecot, aggressive", "sshd, aggressive"})
    void theExamplesAreFailuresForFail2banToo(String filter, String mode) throws Exception {
        imported(filter, mode);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file(filter))) {
            if (line.strip().startsWith("example '")) {
                String text = line.strip().substring(9, line.strip().lastIndexOf("', offender:"));
                String message = text.replace("\\'", "'").replace("\\\\", "\\");
                String program = filter.equals("postfix") ? "postfix/smtpd" : filter;
                lines.add(
                        "Nov 24 04:16:41 mx "
                                + program
                                + "["
                                + (lines.size() + 1)
                                + "]: "
                                + message);
            }
        }
        Map<String, String> struck = fail2ban(filter, mode, lines);
        assertEquals(List.of(), lines.stream().filter(line -> !struck.containsKey(line)).toList());
        assertTrue(lines.size() > 4, lines.size() + " examples");
    }

    private static List<Path> filters() throws IOException {
        try (Stream<Path> all = Files.list(FILTERS)) {
            return all.filter(each -> each.toString().endsWith(".conf"))
                    .filter(each -> !each.endsWith("selinux-common.conf")) // half a filter
                    .sorted()
                    .toList();
        }
    }

    private int differences(
            CompiledBook book, String filter, String mode, List<String> lines, List<String> found)
            throws Exception {
        Map<String, String> theirs = fail2ban(filter, mode, lines);
        for (String line : lines) {
            String ours = struck(book, line);
            String struck = theirs.getOrDefault(line, "nobody");
            if (!ours.equals(struck)) {
                found.add("fail2ban " + struck + ", we " + ours + ": " + line);
            }
        }
        return theirs.size();
    }

    private CompiledBook imported(String filter, String mode) {
        CommandLine run =
                CommandLine.run(
                        "import",
                        "fail2ban",
                        FILTERS.resolve(filter + ".conf").toString(),
                        "--set",
                        "mode=" + mode,
                        "--force",
                        "--output",
                        out().toString());
        assertEquals(0, run.exit(), run.err());
        return new Rules(Readers.TOOLS, Optional.empty()).load(List.of(file(filter)));
    }

    private Path out() {
        return directory.resolve("rules");
    }

    private Path file(String filter) {
        String name = filter.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return out().resolve("fail2ban-" + name + ".groovy");
    }

    private static String struck(CompiledBook book, String text) {
        Matcher line = LINE.matcher(text);
        assertTrue(line.matches(), text);
        Entry entry =
                new Entry(
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        OptionalInt.empty(),
                        line.group(1),
                        line.group(2));
        Jail jail = book.jails().getFirst();
        return book.match(jail, entry).map(match -> match.client().toString()).orElse("nobody");
    }

    /** As the list of differences has it: 1.1 changed the filters. */
    private static String version() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("fail2ban-regex", "--version").start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        Matcher number = Pattern.compile("(\\d+)\\.(\\d+)").matcher(out);
        assertTrue(number.find(), out);
        int major = Integer.parseInt(number.group(1));
        int minor = Integer.parseInt(number.group(2));
        return major > 1 || (major == 1 && minor >= 1) ? "1.1" : "1.0";
    }

    /** Who is struck by which line. */
    private Map<String, String> fail2ban(String filter, String mode, List<String> lines)
            throws IOException, InterruptedException {
        Path log = directory.resolve("mail.log");
        Files.write(log, lines);
        Process process;
        try {
            process =
                    new ProcessBuilder(
                                    "fail2ban-regex",
                                    "--usedns=no",
                                    "--no-check-all",
                                    "--encoding=UTF-8",
                                    "--out=<ip> <matches>",
                                    log.toString(),
                                    FILTERS.resolve(filter + ".conf") + "[mode=" + mode + "]")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return fail("fail2ban-regex is missing: install the package fail2ban", e);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        Map<String, String> struck = new HashMap<>();
        for (String each : out.lines().toList()) {
            int blank = each.indexOf(' ');
            if (blank > 0) {
                String address = Address.parse(each.substring(0, blank)).orElseThrow().toString();
                struck.put(each.substring(blank + 1), address);
            }
        }
        return struck;
    }

    private static List<String> corpus() {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(CORPUS))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
