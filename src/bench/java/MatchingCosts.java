import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * What each shipped rule costs by itself: for a line of the recorded attack, and for the worst of
 * many entries of 64 KiB that are made from its examples to be slow. How to run it:
 * docs/decisions/0003-rule-language.md.
 */
final class MatchingCosts {
    private static final int HOSTILE_BYTES = 64 * 1024;
    private static final int ROUNDS = 60;
    private static final Pattern RULE =
            Pattern.compile("^    rule\\('([a-z0-9-]+)'\\) \\{\\n.*?^    \\}\\n", flags());
    private static final Pattern EXAMPLE =
            Pattern.compile("^ +example '((?:[^'\\\\]|\\\\.)*)'.*?(?:identifier: '([^']*)')?$", flags());
    private static final List<String> UNITS =
            List.of(
                    "a", " ", "<", ">", "[", ": ", "; from=<", " from ", "1.1", "blocked using ",
                    ", rip=1.1.1.1, lip=1.1.1.1", " a=0/1", ", sasl_username=");

    private record Single(String name, CompiledBook book, Jail jail, List<Entry> examples) {}

    public static void main(String[] arguments) throws IOException {
        List<Entry> corpus = corpus();
        System.out.println("| rule | corpus, ns a line | hostile 64 KiB, worst of, us |");
        System.out.println("|---|---|---|");
        for (String file : List.of("postfix", "postfix-extra", "dovecot")) {
            for (Single rule : singles(Path.of("rules", file + ".groovy"))) {
                List<Entry> hostile = hostile(rule);
                System.out.printf(
                        "| `%s` | %,d | %,d: %,d |%n",
                        rule.name,
                        Math.round(cost(rule, corpus)),
                        hostile.size(),
                        Math.round(worst(rule, hostile) / 1000));
            }
        }
    }

    /** Each rule in a jail of its own. */
    private static List<Single> singles(Path file) throws IOException {
        List<Single> singles = new ArrayList<>();
        Path directory = Files.createTempDirectory("rules"); // only its owner can write there
        for (String jail : Files.readString(file).split("(?m)^(?=jail\\()", -1)) {
            int first = jail.indexOf("    rule('");
            if (!jail.startsWith("jail(") || first < 0) {
                continue;
            }
            String head = jail.substring(0, first).replaceAll("(?ms)^    forgive.*?^    \\}\\n", "");
            Matcher rule = RULE.matcher(jail);
            while (rule.find()) {
                Path alone = directory.resolve("alone.groovy");
                Files.writeString(alone, head + rule.group() + "}\n");
                CompiledBook book =
                        new Rules(Readers.TOOLS, Optional.empty()).load(List.of(alone));
                Files.delete(alone);
                singles.add(
                        new Single(
                                rule.group(1),
                                book,
                                book.jails().getFirst(),
                                examples(rule.group())));
            }
        }
        Files.delete(directory);
        return singles;
    }

    private static List<Entry> examples(String rule) {
        List<Entry> examples = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(rule);
        while (example.find()) {
            String identifier = example.group(2) == null ? "postfix/smtpd" : example.group(2);
            examples.add(entry(identifier, example.group(1).replaceAll("\\\\(.)", "$1")));
        }
        return examples;
    }

    /** Long text behind each character at which a pattern may go on, and at the end; then cut. */
    private static List<Entry> hostile(Single rule) {
        List<Entry> hostile = new ArrayList<>();
        for (Entry example : rule.examples) {
            String message = example.message();
            TreeSet<Integer> places = new TreeSet<>(List.of(message.length()));
            for (int i = 1; i < message.length(); i++) {
                if ("<[:;= ".indexOf(message.charAt(i - 1)) >= 0) {
                    places.add(i);
                }
            }
            for (int place : places) {
                for (String unit : UNITS) {
                    String text =
                            message.substring(0, place)
                                    + unit.repeat(HOSTILE_BYTES / unit.length())
                                    + message.substring(place);
                    hostile.add(entry(example.identifier(), cut(text)));
                }
            }
        }
        return hostile;
    }

    /** As the journal's reader does. */
    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(
                Arrays.copyOf(bytes, Math.min(bytes.length, Entry.MESSAGE_BYTES)),
                StandardCharsets.UTF_8);
    }

    private static double cost(Single rule, List<Entry> entries) {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long began = cpuTime();
            entries.forEach(entry -> judge(rule, entry));
            least = Math.min(least, (cpuTime() - began) / (double) entries.size());
        }
        return least;
    }

    /** Of each entry the quickest of some tries, since the machine has other things to do. */
    private static double worst(Single rule, List<Entry> entries) {
        double worst = 0;
        for (int round = 0; round < 10; round++) { // the machine's compiler needs some
            entries.forEach(entry -> judge(rule, entry));
        }
        for (Entry entry : entries) {
            double least = Double.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long began = cpuTime();
                judge(rule, entry);
                least = Math.min(least, cpuTime() - began);
            }
            worst = Math.max(worst, least);
        }
        return worst;
    }

    private static boolean judge(Single rule, Entry entry) {
        return rule.book.mayMatch(entry.message())
                && rule.book.match(rule.jail, entry).isPresent();
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<Entry> corpus() throws IOException {
        try (BufferedReader log =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        new FileInputStream(
                                                "src/test/resources/postwarden/corpus/real-postfix.log.gz")),
                                StandardCharsets.UTF_8))) {
            return log.lines()
                    .map(line -> line.substring("Nov 24 04:16:41 mx ".length()))
                    .map(
                            text ->
                                    entry(
                                            text.substring(0, text.indexOf('[')),
                                            text.substring(text.indexOf(": ") + 2)))
                    .toList();
        }
    }

    private static Entry entry(String identifier, String message) {
        return new Entry(
                "", Instant.EPOCH, Optional.empty(), OptionalInt.empty(), identifier, message);
    }

    private static int flags() {
        return Pattern.MULTILINE | Pattern.DOTALL;
    }
}
