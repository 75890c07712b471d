package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.Address;
import postwarden.OffenderSize;
import postwarden.cli.Recording.Recorded;

/**
 * The recorded attack as a real journal, replayed by the command line, against a count that this
 * test makes by itself from the export text.
 */
class ReplayTest {
    /** Deliberately another way to tell strikes than the rules': good for this recording only. */
    private static final Pattern STRIKE =
            Pattern.compile(
                    "(?:NOQUEUE: reject: (?:RCPT from [^\\[]*\\[([^\\]]+)\\](?::\\d+)?:"
                            + " (?:[45]50 [45]\\.7\\.25 Client host|[45]\\d\\d [45]\\.7\\.1 |504 5\\.5\\.2 )"
                            + "|VRFY from [^\\[]*\\[([^\\]]+)\\]: (?:550 5\\.1\\.1|504 5\\.5\\.2) )"
                            + "|(?:improper command pipelining|lost connection) after [A-Z-]+ from"
                            + " [^\\[]*\\[([^\\]]+)\\](?:$|:)"
                            + "|warning: [^\\[]*\\[([^\\]]+)\\]: SASL .* authentication failed"
                            + "|warning: Connection (?:rate|concurrency) limit exceeded: \\d+ from"
                            + " [^\\[]*\\[([^\\]]+)\\]).*",
                    Pattern.DOTALL);

    private static final Pattern TEXT_FIELD =
            Pattern.compile("^(MESSAGE|SYSLOG_IDENTIFIER|_SYSTEMD_UNIT)=(.*)$", Pattern.MULTILINE);

    @TempDir private static Path directory;
    private static List<Recorded> attack;
    private static JsonNode report;

    /** One strike as this test counts it. */
    private record Counted(Instant time, String offender) {}

    @BeforeAll
    static void replay() throws Exception {
        attack = Recording.attack();
        Path journal = directory.resolve("attack.journal");
        writeJournal(journal);
        CommandLine run = CommandLine.run("replay", "--file", journal.toString(), "--json");
        assertEquals(0, run.exit(), run.err());
        report = run.json();
    }

    @Test
    void entriesAreThoseOfPostfixsUnit() {
        long expected =
                attack.stream()
                        .filter(entry -> field(entry, "_SYSTEMD_UNIT").startsWith("postfix@"))
                        .count();
        assertEquals(expected, report.path("entries").asLong());
    }

    @Test
    void strikesAgreeWithAnIndependentCount() {
        List<Counted> expected = counted();
        assertTrue(expected.size() > 900, "strikes: " + expected.size());
        assertEquals(expected.size(), report.path("strikes").asInt());
        int sum = 0;
        for (JsonNode count : report.path("rules")) {
            sum += count.asInt();
        }
        assertEquals(expected.size(), sum);
        assertEquals(0, report.path("spared").asInt());
    }

    @Test
    void bansAgreeWithAnIndependentCountOffenderByOffender() {
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, Counted> firstStrikes = new TreeMap<>();
        for (Counted strike : counted()) {
            if (expected.containsKey(strike.offender())) {
                continue; // banned: the recording is shorter than any ban
            }
            Counted first = firstStrikes.putIfAbsent(strike.offender(), strike);
            if (first != null) {
                Instant start = strike.time().truncatedTo(ChronoUnit.SECONDS);
                expected.put(
                        strike.offender(),
                        List.of(start.toString(), start.plus(Duration.ofDays(7)).toString()));
            }
        }
        Map<String, List<String>> found = new TreeMap<>();
        for (JsonNode ban : report.path("bans")) {
            found.put(
                    ban.path("offender").asText(),
                    List.of(instant(ban, "start"), instant(ban, "end")));
        }
        assertTrue(expected.size() > 400, "bans: " + expected.size());
        assertEquals(List.of(), differences(expected, found));
    }

    @Test
    void bansAreInOrder() {
        List<String> order = new ArrayList<>();
        for (JsonNode ban : report.path("bans")) {
            order.add(instant(ban, "start"));
        }
        assertEquals(order.stream().sorted().toList(), order);
    }

    @Test
    void everyBanIsOfSomebodyWhoDidSomething() throws IOException {
        Set<String> attackers = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                text(
                        getClass()
                                .getResourceAsStream(
                                        "/postwarden/corpus/real-postfix.strikes.jsonl.gz"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode deed = json.readTree(line);
                if (!deed.path("kind").asText().contains("legit") && deed.has("src")) {
                    attackers.add(offender(deed.path("src").asText()));
                }
            }
        }
        for (JsonNode ban : report.path("bans")) {
            String offender = ban.path("offender").asText();
            assertTrue(attackers.contains(offender), offender);
            assertFalse(offender.equals("203.0.113.250"), "the innocent");
        }
    }

    @Test
    void theSameAttackAsAMailLogGivesTheSame() throws IOException {
        Path log = directory.resolve("mail.log");
        try (InputStream packed =
                getClass().getResourceAsStream("/postwarden/corpus/real-postfix.log.gz")) {
            Files.write(log, new GZIPInputStream(packed).readAllBytes());
        }
        Path packedLog = directory.resolve("mail.log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packedLog))) {
            Files.copy(log, out);
        }
        for (Path each : List.of(log, packedLog)) {
            JsonNode fromLog =
                    CommandLine.run("replay", "--maillog", each.toString(), "--json").json();
            assertEquals(report.path("rules"), fromLog.path("rules"));
            assertEquals(report.path("bans").size(), fromLog.path("bans").size());
        }
    }

    @ParameterizedTest(name = "owner {0}: {1} strikes")
    @CsvSource({"101, true", "102, false"})
    void anOwnerCanBeAskedFor(int owner, boolean strikes) {
        JsonNode owned =
                CommandLine.run(
                                "replay",
                                "--directory",
                                directory.toString(),
                                "--user",
                                "" + owner,
                                "--json")
                        .json();
        assertEquals(report.path("entries"), owned.path("entries"), "before owners are asked");
        assertEquals(strikes ? report.path("strikes").asInt() : 0, owned.path("strikes").asInt());
    }

    @Test
    void aStretchIsCutOut() {
        String middle = attack.get(attack.size() / 2).time().toString();
        long before = entries("--until", middle);
        long after = entries("--since", middle);
        assertTrue(before > 1000 && after > 1000, before + " + " + after);
        // both ends are inclusive
        assertTrue(before + after >= report.path("entries").asLong());
        assertEquals(0, entries("--since", "2099-01-01"));
    }

    @Test
    void peopleGetATable() {
        CommandLine run =
                CommandLine.run("replay", "--file", directory.resolve("attack.journal").toString());
        assertTrue(run.out().contains("919 strikes, 0 spared, 430 bans"), run.out());
        assertTrue(run.out().contains("rcpt-relay-denied-554"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    }

    private static long entries(String option, String time) {
        String file = directory.resolve("attack.journal").toString();
        return CommandLine.run("replay", "--file", file, option, time, "--json")
                .json()
                .path("entries")
                .asLong();
    }

    private static List<Counted> counted() {
        List<Counted> strikes = new ArrayList<>();
        for (Recorded entry : attack) {
            boolean counts =
                    field(entry, "SYSLOG_IDENTIFIER").matches("postfix.*/(smtpd|postscreen|anvil)");
            Matcher strike = STRIKE.matcher(field(entry, "MESSAGE"));
            if (counts && strike.matches()) {
                for (int group = 1; group <= strike.groupCount(); group++) {
                    if (strike.group(group) != null) {
                        strikes.add(new Counted(entry.time(), offender(strike.group(group))));
                    }
                }
            }
        }
        return strikes;
    }

    private static List<String> differences(
            Map<String, List<String>> expected, Map<String, List<String>> found) {
        Set<String> offenders = new TreeSet<>(expected.keySet());
        offenders.addAll(found.keySet());
        offenders.removeIf(each -> Objects.equals(expected.get(each), found.get(each)));
        return offenders.stream()
                .map(each -> each + ": " + expected.get(each) + " " + found.get(each))
                .toList();
    }

    private static String offender(String address) {
        return OffenderSize.DEFAULT.offender(Address.parse(address).orElseThrow()).toString();
    }

    /** Binary ones are none of those that this test counts. */
    private static String field(Recorded entry, String name) {
        return TEXT_FIELD
                .matcher(entry.fields())
                .results()
                .filter(field -> field.group(1).equals(name))
                .map(field -> field.group(2))
                .findFirst()
                .orElse("");
    }

    private static String instant(JsonNode ban, String field) {
        return OffsetDateTime.parse(ban.path(field).asText()).toInstant().toString();
    }

    private static void writeJournal(Path file) throws IOException, InterruptedException {
        Process writer =
                new ProcessBuilder("/lib/systemd/systemd-journal-remote", "--output=" + file, "-")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (OutputStream pipe = writer.getOutputStream()) {
            for (Recorded entry : attack) {
                pipe.write(entry.exported(entry.time()));
            }
        }
        assertEquals(0, writer.waitFor());
    }

    private static BufferedReader text(InputStream packed) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
    }
}
