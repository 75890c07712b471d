package postwarden.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.Match;
import postwarden.OffenderSize;
import postwarden.Refusal;
import postwarden.config.Settings;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;

/**
 * Which rule matches a line, and why the others do not. Unit, user and allow list are not asked.
 */
@Command(
        name = "explain",
        description = "Say which rule matches a message, and why the others do not.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final String SMTPD = "postfix/smtpd";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin private Configuration configuration;
    @Mixin private Printer printer;

    @Option(
            names = "--identifier",
            paramLabel = "I",
            description = "SYSLOG_IDENTIFIER of the message; default: " + SMTPD + ".")
    private String identifier = SMTPD;

    @Parameters(
            paramLabel = "MESSAGE",
            description =
                    "The message; with --json, - reads lines {\"identifier\":…,\"message\":…}.")
    private String message;

    /** One line's answer; all null when no rule counts it. */
    record Answer(String rule, String jail, String offender) {}

    /** For a single message: the same, and what every rule made of it. */
    record FullAnswer(String rule, String jail, String offender, List<Explanation.Row> attempts) {}

    @Override
    public Integer call() {
        Settings settings = configuration.settings();
        CompiledBook book = configuration.book(settings, Readers.TOOLS);
        if (printer.isJson() && message.equals("-")) {
            return stream(book, settings.offender());
        }
        Answer answer = answer(book, settings.offender(), identifier, message);
        if (printer.isJson()) {
            printer.json(
                    new FullAnswer(
                            answer.rule(),
                            answer.jail(),
                            answer.offender(),
                            explanation(book).rows()));
        } else {
            print(book, answer);
        }
        return answer.rule() == null ? 1 : 0;
    }

    private void print(CompiledBook book, Answer answer) {
        printer.out()
                .println(
                        answer.rule() == null
                                ? "no rule counts it"
                                : "strike: "
                                        + answer.rule()
                                        + ", jail "
                                        + answer.jail()
                                        + ", offender "
                                        + answer.offender());
        explanation(book).print(printer.out());
    }

    private Explanation explanation(CompiledBook book) {
        String text = cut(message);
        return new Explanation(text, book.attempts(identifier, text));
    }

    private int stream(CompiledBook book, OffenderSize size) {
        boolean allGood = true;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<String> mistake = answerLine(line, book, size);
                allGood &= mistake.isEmpty();
                mistake.ifPresent(sentence -> printer.json(Map.of("error", sentence)));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("stdin cannot be read", broken);
        }
        return allGood ? 0 : Refusal.Kind.BAD_INPUT.exitCode();
    }

    /** The mistake in the line, if there is one. */
    private Optional<String> answerLine(String line, CompiledBook book, OffenderSize size) {
        JsonNode entry;
        try {
            entry = JSON.readTree(line);
        } catch (JsonProcessingException noJson) {
            return Optional.of("no JSON: " + noJson.getOriginalMessage());
        }
        if (!entry.isObject() || !entry.path("message").isTextual()) {
            return Optional.of("no object with a text \"message\"");
        }
        JsonNode program = entry.path("identifier");
        if (!program.isMissingNode() && !program.isTextual()) {
            return Optional.of("\"identifier\" is no text");
        }
        printer.json(
                answer(book, size, program.asText(identifier), entry.path("message").asText()));
        return Optional.empty();
    }

    private static Answer answer(
            CompiledBook book, OffenderSize size, String identifier, String message) {
        Entry entry =
                new Entry(
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        OptionalInt.empty(),
                        identifier,
                        cut(message));
        for (Jail jail : book.jails()) {
            Optional<Match> match = book.match(jail, entry);
            if (match.isPresent()) {
                return new Answer(
                        match.get().rule(),
                        jail.name(),
                        size.offender(match.get().client()).toString());
            }
        }
        return new Answer(null, null, null);
    }

    /** As the journal's reader does. */
    private static String cut(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= Entry.MESSAGE_BYTES
                ? message
                : new String(bytes, 0, Entry.MESSAGE_BYTES, StandardCharsets.UTF_8);
    }
}
