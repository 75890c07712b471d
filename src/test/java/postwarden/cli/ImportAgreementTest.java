package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
    private static final int TIMESTAMP_AND_HOST = "Nov 24 04:16:41 mx ".length();

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
        "sshd, aggressive, 61",
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

    /** Each line says in front of it who strikes whom: fail2ban, we, and why. */
    @Test
    void whereTheyDifferIsKnown() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String known : Files.readAllLines(LOGS.resolve("differences.txt"))) {
            if (known.isBlank() || known.startsWith("#")) {
                continue;
            }
            String[] parts = known.split("\t", -1);
            String line = parts[4];
            String theirs =
                    fail2ban(parts[0], parts[1], List.of(line)).getOrDefault(line, "nobody");
            String ours = struck(imported(parts[0], parts[1]), line);
            if (!theirs.equals(parts[2]) || !ours.equals(parts[3])) {
                wrong.add("fail2ban " + theirs + ", we " + ours + ": " + known);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Whatever becomes of its regular expressions, the file is sound, its examples included. */
    @Test
    void everyPackagedFilterBecomesASoundFile() throws IOException {
        List<Path> filters;
        try (Stream<Path> all = Files.list(FILTERS)) {
            filters =
                    all.filter(each -> each.toString().endsWith(".conf"))
                            .filter(each -> !each.endsWith("selinux-common.conf")) // half a filter
                            .sorted()
                            .toList();
        }
        List<Path> files = new ArrayList<>();
        for (Path filter : filters) {
            CommandLine run =
                    CommandLine.run(
                            "import", "fail2ban", filter.toString(), "--output", out().toString());
            assertEquals(0, run.exit(), filter + ": " + run.err());
            String name =
                    filter.getFileName().toString().replace(".conf", "").toLowerCase(Locale.ROOT);
            files.add(out().resolve("fail2ban-" + name.replaceAll("[^a-z0-9]+", "-") + ".groovy"));
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
        return out().resolve("fail2ban-" + filter + ".groovy");
    }

    private static String struck(CompiledBook book, String line) {
        String head = line.substring(TIMESTAMP_AND_HOST, line.indexOf('[', TIMESTAMP_AND_HOST));
        String message = line.substring(line.indexOf(": ", TIMESTAMP_AND_HOST) + 2);
        Entry entry =
                new Entry("", Instant.EPOCH, Optional.empty(), OptionalInt.empty(), head, message);
        Jail jail = book.jails().getFirst();
        return book.match(jail, entry).map(match -> match.client().toString()).orElse("nobody");
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
