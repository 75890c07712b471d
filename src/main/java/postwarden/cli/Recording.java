package postwarden.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads entries in journald's export format (systemd.io/JOURNAL_EXPORT_FORMATS) such that they can
 * be written again with other times.
 */
final class Recording implements AutoCloseable {
    private static final String ATTACK = "/postwarden/demo/recorded-attack.export.gz";
    private static final String TIME = "__REALTIME_TIMESTAMP=";

    private final InputStream in;

    Recording(InputStream in) {
        this.in = in;
    }

    /**
     * One entry.
     *
     * @param fields all but its time and its cursor, as exported; a character for each byte
     */
    record Recorded(Instant time, String fields) {
        byte[] exported(Instant movedTo) {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, movedTo);
            return (TIME + micros + "\n" + fields + "\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** Postfix 3.7 under every kind of attack, recorded from journald. */
    static List<Recorded> attack() {
        try (InputStream packed = Recording.class.getResourceAsStream(ATTACK);
                Recording recording =
                        new Recording(new BufferedInputStream(new GZIPInputStream(packed)))) {
            List<Recorded> entries = new ArrayList<>();
            for (Optional<Recorded> next = recording.next();
                    next.isPresent();
                    next = recording.next()) {
                entries.add(next.get());
            }
            return entries;
        } catch (IOException broken) {
            throw new UncheckedIOException("the recorded attack cannot be read", broken);
        }
    }

    /** Empty at the end. */
    Optional<Recorded> next() throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        Instant time = Instant.EPOCH;
        byte[] line = line();
        while (line.length > 0) {
            String text = new String(line, StandardCharsets.UTF_8);
            if (text.startsWith(TIME)) {
                long micros = Long.parseLong(text.substring(TIME.length()));
                time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            } else if (!text.startsWith("__CURSOR=")) {
                copy(line, fields);
            }
            line = line();
        }
        return fields.size() == 0
                ? Optional.empty()
                : Optional.of(new Recorded(time, fields.toString(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A field without = is binary: its length follows, little-endian, then its bytes. */
    private void copy(byte[] line, ByteArrayOutputStream fields) throws IOException {
        fields.writeBytes(line);
        fields.write('\n');
        if (new String(line, StandardCharsets.ISO_8859_1).indexOf('=') < 0) {
            byte[] size = in.readNBytes(Long.BYTES);
            long length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
            fields.writeBytes(size);
            fields.writeBytes(in.readNBytes((int) length + 1));
        }
    }

    /** Without its line feed; empty between entries and at the end. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
            line.write(b);
        }
        return line.toByteArray();
    }
}
