import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * Lines a second on one thread, pre-check and match, over recorded Postfix lines of which 30 %
 * match; and what loading the rules takes. How to run it: docs/decisions/0003-rule-language.md.
 */
final class MatchingSpeed {
    private static final int LINES = 300_000;

    public static void main(String[] arguments) throws IOException {
        long start = cpuTime();
        Optional<Path> cache =
                arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[0]));
        CompiledBook book =
                new Rules(Readers.TOOLS, cache).load(List.of(Path.of("rules/postfix.groovy")));
        System.out.printf("rules loaded in %d ms of CPU time%n", (cpuTime() - start) / 1_000_000);
        Jail jail = book.jails().getFirst();
        List<Entry> matching = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        for (Entry entry : entries()) {
            (book.match(jail, entry).isPresent() ? matching : others).add(entry);
        }
        List<Entry> mix = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            List<Entry> from = i % 10 < 3 ? matching : others;
            mix.add(from.get(i % from.size()));
        }
        for (int round = 1; round <= 12; round++) {
            long began = cpuTime();
            int matched = 0;
            for (Entry entry : mix) {
                if (book.mayMatch(entry.message()) && book.match(jail, entry).isPresent()) {
                    matched++;
                }
            }
            double seconds = (cpuTime() - began) / 1e9;
            System.out.printf(
                    "round %2d: %.2f M lines/s, %d of %d match%n",
                    round, LINES / seconds / 1e6, matched, LINES);
        }
    }

    /** This thread's own: other work on the machine does not count. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<Entry> entries() throws IOException {
        try (BufferedReader log =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        new FileInputStream(
                                                "src/test/resources/postwarden/corpus/real-postfix.log.gz")),
                                StandardCharsets.UTF_8))) {
            return log.lines().map(MatchingSpeed::entry).toList();
        }
    }

    private static Entry entry(String line) {
        String text = line.substring("Nov 24 04:16:41 mx ".length());
        int colon = text.indexOf(": ");
        return new Entry(
                "",
                Instant.EPOCH,
                Optional.of("postfix.service"),
                OptionalInt.of(102),
                text.substring(0, text.indexOf('[')),
                text.substring(colon + 2));
    }
}
