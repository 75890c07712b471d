package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.testing.TestingDaemon;

/**
 * Every command of the README and the documents: run against a daemon that guards, where it can be;
 * else read by the real parser, or, of other programs, known to be there. It says which.
 */
class DocumentsTest {
    private static final String OFFENDER = "203.0.113.9";

    /** They do not end, need what is not here, or have a test of their own. */
    private static final Set<String> PARSED_ONLY = Set.of("import", "run", "demo");

    /** Other people's programs: what they do with these lines is on a machine of one's own. */
    private static final Set<String> NOT_RUN =
            Set.of(
                    "apt",
                    "ausearch",
                    "cp",
                    "dnf",
                    "install",
                    "journalctl",
                    "ln",
                    "mvn",
                    "postconf",
                    "rm",
                    "rpm",
                    "systemctl",
                    "tar",
                    "usermod");

    /** Run by who reads the test's output, or for minutes: its arguments are looked at only. */
    private static final Pattern SCRIPT =
            Pattern.compile("(packaging/[a-z/-]+)( .*)?|/opt/postwarden-[0-9.]+/bin/postwarden .*");

    @TempDir private Path directory;
    private final TreeMap<String, Integer> counts = new TreeMap<>();

    @Test
    void everyCommandInTheDocumentsWorks() throws Exception {
        List<Line> lines = new ArrayList<>();
        for (Path document : documents()) {
            lines.addAll(commands(document));
        }
        try (TestingDaemon guard = new TestingDaemon(directory)) {
            guard.start();
            for (Line line : lines) {
                // Whatever a line before it has lifted or deleted.
                TestingDaemon.twoStrikes(OFFENDER).forEach(guard::log);
                guard.judged();
                guard.await("the kernel", () -> kernel(guard).contains(OFFENDER));
                check(line, guard);
            }
        }
        System.out.println("commands in the documents: " + counts);
        assertTrue(counts.getOrDefault("run", 0) >= 10, counts.toString());
    }

    private record Line(Path document, int number, String text) {
        @Override
        public String toString() {
            return document + ":" + number + ": " + text;
        }
    }

    private void check(Line line, TestingDaemon guard) throws Exception {
        String text = line.text().replaceFirst(" +# .*", "").trim();
        String program = text.split(" ", 2)[0];
        switch (program) {
            case "postwarden" -> postwarden(line, text, guard);
            case "nft", "sqlite3" -> program(line, text, guard);
            default -> {
                if (SCRIPT.matcher(text).matches()) {
                    boolean ours = program.startsWith("packaging/");
                    assertTrue(!ours || Files.isExecutable(Path.of(program)), line.toString());
                    count("of a script that is there");
                } else if (NOT_RUN.contains(program)) {
                    count("not run: " + program);
                } else {
                    fail(line + ": '" + program + "' is neither run nor known to this test");
                }
            }
        }
    }

    private void postwarden(Line line, String text, TestingDaemon guard) throws Exception {
        List<String> words = words(text);
        words.removeFirst();
        String name = words.isEmpty() ? "" : words.getFirst();
        boolean piped = text.contains(" | ") || text.contains(" < ") || text.contains(" > ");
        boolean placeheld = words.stream().anyMatch(word -> word.matches("[A-Z]{2,}.*|\\[.*|….*"));
        if (name.equals("prepare")) {
            count("run by packaging/test-packages");
        } else if (piped || placeheld || PARSED_ONLY.contains(name) || words.contains("--watch")) {
            List<String> before = words.stream().takeWhile(w -> !w.matches("[|<>]")).toList();
            new picocli.CommandLine(new Postwarden()).parseArgs(before.toArray(String[]::new));
            count("parsed");
        } else {
            for (int i = 1; i < words.size(); i++) {
                words.set(i, here(words.get(i)));
            }
            if (name.equals("replay") && !words.contains("--maillog")) {
                // Which journals this machine has is no business of a test's.
                words.addAll(List.of("--directory", directory + "/journal"));
            }
            if (!words.contains("--config")) {
                words.addAll(List.of("--config", guard.configuration().toString()));
            }
            CommandLine run = CommandLine.run(words.toArray(String[]::new));
            assertTrue(
                    run.exit() == 0 || run.exit() == 1,
                    line + ": exit code " + run.exit() + "\n" + run.err());
            count("run");
        }
    }

    /** A file that a document has its reader make. */
    private String here(String word) throws IOException {
        if (word.equals("/root/rules") || word.equals("/etc/postwarden/rules")) {
            return directory.resolve("rules").toString();
        }
        if (word.startsWith("/var/backups/")) {
            return directory.resolve(word.substring("/var/backups/".length())).toString();
        }
        if (word.equals("/var/log/mail.log")) {
            return Files.writeString(
                            directory.resolve("mail.log"),
                            "Nov 24 10:00:00 mx postfix/smtpd[1]: connect from unknown[192.0.2.1]\n")
                    .toString();
        }
        Matcher ruleFile = Pattern.compile("/etc/postwarden/rules/([a-z]+)\\.groovy").matcher(word);
        if (!ruleFile.matches()) {
            return word;
        }
        String guide = Files.readString(Path.of("docs/rules.md"));
        Matcher block =
                Pattern.compile(
                                "```groovy\n(jail\\('" + ruleFile.group(1) + "'\\).*?)```",
                                Pattern.DOTALL)
                        .matcher(guide);
        return block.find()
                ? Files.writeString(
                                directory.resolve(ruleFile.group(1) + ".groovy"), block.group(1))
                        .toString()
                : Path.of("rules", ruleFile.group(1) + ".groovy").toString();
    }

    /** In the daemon's own network namespace, with its ledger. */
    private void program(Line line, String text, TestingDaemon guard) {
        String command =
                text.replace("YOUR-ADDRESS", OFFENDER)
                        .replace("/var/lib/postwarden/ledger.db", directory + "/ledger.db")
                        .replaceAll("/var/backups", directory.toString());
        String said = guard.command("bash", "-c", command + " && echo succeeded");
        assertTrue(said.endsWith("succeeded\n"), line + ": " + said);
        count("run");
    }

    private static String kernel(TestingDaemon guard) {
        return guard.command("nft", "list", "ruleset");
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            files.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** Lines of shell: a block that begins with a command is shell to its end. */
    private static List<Line> commands(Path document) throws IOException {
        List<Line> commands = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        boolean fenced = false;
        boolean shell = false;
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.trim();
            boolean fence = text.startsWith("```");
            fenced ^= fence;
            boolean inBlock = !fence && !text.isEmpty() && (fenced || line.startsWith("    "));
            boolean begins = inBlock && (before.isEmpty() || before.startsWith("```"));
            shell = inBlock && (begins ? isCommand(text) : shell);
            if (shell) {
                commands.add(new Line(document, i + 1, text));
            }
            before = text;
        }
        return commands;
    }

    private static boolean isCommand(String text) {
        String program = text.split(" ", 2)[0];
        return Set.of("postwarden", "nft", "sqlite3").contains(program)
                || NOT_RUN.contains(program)
                || SCRIPT.matcher(text).matches();
    }

    /** As a shell has them. */
    private static List<String> words(String text) throws IOException, InterruptedException {
        String quiet = text.replaceAll(" ([|<>]) ", " '$1' ");
        Process process =
                new ProcessBuilder("bash", "-c", "printf '%s\\n' " + quiet)
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return new ArrayList<>(said.lines().toList());
    }
}
