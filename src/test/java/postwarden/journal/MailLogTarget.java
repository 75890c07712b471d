package postwarden.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.testing.FuzzTarget;

/** A mail log of any bytes, packed or not. */
public final class MailLogTarget implements FuzzTarget {
    private static final Instant REFERENCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final int MOST = 3;

    private final Path file;

    public MailLogTarget() throws IOException {
        file = FuzzTarget.scratch().resolve("mail.log");
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        String lines =
                Files.readString(Path.of("src/test/resources/postwarden/fail2ban/postfix.log"));
        return FuzzTarget.bytes(
                List.of(
                        lines.substring(0, 1000),
                        "2026-01-02T03:04:05.678901+01:00 mx postfix/smtpd[1]: lost connection\n",
                        "Feb 29 23:59:60 mx postfix/smtpd[1]: lost connection\r\n",
                        "Jan  1 00:00:00 mx lost",
                        "\u001f\u008b\b\u0000"));
    }

    @Override
    public void take(byte[] input) throws IOException {
        Files.write(file, input);
        try (Journal log =
                Journals.mailLog(
                        List.of(file),
                        Reading.watched("postfix.service"),
                        Stretch.ALL,
                        ZoneOffset.UTC,
                        REFERENCE)) {
            Batch batch;
            do {
                batch = log.read(MOST);
                assertTrue(batch.entries().size() <= MOST);
                for (Entry entry : batch.entries()) {
                    assertTrue(entry.message().length() <= Entry.MESSAGE_BYTES);
                }
            } while (!batch.atTail());
        }
    }
}
