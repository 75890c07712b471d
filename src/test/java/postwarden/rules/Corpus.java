package postwarden.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The recorded attack, as a mail log and as its clients saw it. */
final class Corpus {
    private static final int TIMESTAMP_AND_HOST = "Nov 24 04:16:41 mx ".length();

    private Corpus() {}

    /** One line of the mail log. */
    record Line(String text) {
        String identifier() {
            String head =
                    text.substring(TIMESTAMP_AND_HOST, text.indexOf(": ", TIMESTAMP_AND_HOST));
            return head.substring(0, head.indexOf('['));
        }

        String message() {
            return text.substring(text.indexOf(": ", TIMESTAMP_AND_HOST) + 2);
        }
    }

    static List<Line> lines() {
        return read("real-postfix.log.gz").stream().map(Line::new).toList();
    }

    /** JSON, one object a line. */
    static List<String> deeds() {
        return read("real-postfix.strikes.jsonl.gz");
    }

    private static List<String> read(String name) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        Objects.requireNonNull(
                                                Corpus.class.getResourceAsStream(
                                                        "/postwarden/corpus/" + name))),
                                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
