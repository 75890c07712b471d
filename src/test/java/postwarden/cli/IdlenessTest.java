package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Address;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Verdict;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.Entries;

/** Which rules matched nothing in 30 days, as the ledger knows it. */
class IdlenessTest {
    private static final String RULE =
            """
                rule('%1$s') {
                    match ~/%1$s from <CLIENT>/
                    example '%1$s from x[203.0.113.9]', offender: '203.0.113.9'
                    %2$s
                }
            """;

    @TempDir private Path directory;
    private Path rules;
    private Path ledger;

    @BeforeEach
    void write() throws IOException {
        ledger = directory.resolve("ledger.db");
        rules = Files.createDirectory(directory.resolve("rules")).resolve("own.groovy");
        Files.writeString(
                rules,
                "jail('own') {\n    unit 'u.service'\n"
                        + RULE.formatted("busy", "")
                        + RULE.formatted("quiet", "")
                        + RULE.formatted("never", "")
                        + RULE.formatted("rare", "silence 'idle', 'Once a year.'")
                        + "}\n");
        Files.setLastModifiedTime(rules, FileTime.from(Entries.hour(0)));
        Files.writeString(
                directory.resolve("postwarden.toml"),
                """
                [rules]
                directory = "%1$s/rules"
                enable = ["own"]
                [ledger]
                file = "%1$s/ledger.db"
                """
                        .formatted(directory));
    }

    @Test
    void withoutALedgerNothingIsSaid() {
        assertEquals(List.of(), idle("check"));
        assertFalse(Files.exists(ledger), "looking makes none");
    }

    @Test
    void whatMatchedNothingInThirtyDaysIsSaid() {
        strikes("quiet", 0, "busy", 24 * 20, "quiet", 24 * 2);
        reached(24 * 40);
        assertEquals(List.of("quiet", "never"), idle("check"));
        assertEquals(List.of("quiet", "never"), idle("rules"));
    }

    @Test
    void aLedgerThatDoesNotReachBackSoFarKnowsNothing() {
        strikes("busy", 24 * 20);
        reached(24 * 40);
        assertEquals(List.of(), idle("check"));
    }

    @Test
    void aRuleFileThatIsYoungHasTime() throws IOException {
        strikes("quiet", 0);
        reached(24 * 40);
        Files.setLastModifiedTime(rules, FileTime.from(Entries.hour(24 * 39)));
        assertEquals(List.of(), idle("check"));
    }

    private List<String> idle(String command) {
        CommandLine run =
                CommandLine.run(
                        command, "--config", directory.resolve("postwarden.toml").toString());
        assertEquals(0, run.exit(), run.err());
        return run.out()
                .lines()
                .filter(line -> line.endsWith("has matched nothing in 30 days [idle]"))
                .map(line -> line.replaceFirst(".*rule '([a-z]+)'.*", "$1"))
                .toList();
    }

    private void strikes(Object... rulesAndHours) {
        try (SqliteLedger open = SqliteLedger.open(ledger)) {
            for (int i = 0; i < rulesAndHours.length; i += 2) {
                Instant time = Entries.hour((Integer) rulesAndHours[i + 1]);
                Strike strike =
                        new Strike(
                                Offender.parse("203.0.113.9").orElseThrow(),
                                "own",
                                (String) rulesAndHours[i],
                                time,
                                1,
                                Address.parse("203.0.113.9").orElseThrow(),
                                "c",
                                "m");
                open.commit(
                        new Turn(
                                List.of(new Turn.Judgement(strike, new Verdict.Counted(1, 2))),
                                Optional.empty()));
            }
        }
    }

    private void reached(int hour) {
        try (SqliteLedger open = SqliteLedger.open(ledger)) {
            open.commit(new Turn(List.of(), Optional.of(new Position("c", Entries.hour(hour)))));
        }
    }
}
