package postwarden.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry to be written into a real journal file: trusted fields and others, in any number and of
 * any bytes.
 */
public record TestingEntry(long micros, List<Field> fields) {
    public static final String UNIT = "postfix.service";
    public static final int OWNER = 103;

    private static final String BOOT = "0123456789abcdef0123456789abcdef";
    private static final long BOOT_MICROS = 1_700_000_000_000_000L;

    /**
     * A name with a value, which may be anything.
     *
     * @param latin1 the value's bytes, a character each
     */
    public record Field(String name, String latin1) {
        byte[] export() {
            if (latin1.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                return (name + "=" + latin1 + "\n").getBytes(ISO_8859_1);
            }
            byte[] start = (name + "\n").getBytes(ISO_8859_1);
            return ByteBuffer.allocate(start.length + Long.BYTES + latin1.length() + 1)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(start)
                    .putLong(latin1.length())
                    .put((latin1 + "\n").getBytes(ISO_8859_1))
                    .array();
        }
    }

    public TestingEntry {
        fields = List.copyOf(fields);
    }

    /** One that Postfix wrote. */
    public static TestingEntry postfix(Instant time, String message) {
        return bare(time)
                .with("_SYSTEMD_UNIT", UNIT)
                .with("_UID", String.valueOf(OWNER))
                .with("SYSLOG_IDENTIFIER", "postfix/smtpd")
                .with("MESSAGE", message);
    }

    /** One without any field. */
    public static TestingEntry bare(Instant time) {
        return new TestingEntry(ChronoUnit.MICROS.between(Instant.EPOCH, time), List.of());
    }

    public TestingEntry with(String name, String value) {
        return with(name, value.getBytes(UTF_8));
    }

    public TestingEntry with(String name, byte[] value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, new String(value, ISO_8859_1)));
        return new TestingEntry(micros, more);
    }

    public TestingEntry without(String name) {
        return new TestingEntry(
                micros, fields.stream().filter(field -> !field.name().equals(name)).toList());
    }

    /** In the place of the field's value, or of all its values. */
    public TestingEntry but(String name, String value) {
        return without(name).with(name, value);
    }

    public Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The journal's export format: https://systemd.io/JOURNAL_EXPORT_FORMATS */
    byte[] export() {
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        export.writeBytes(
                """
                __REALTIME_TIMESTAMP=%d
                __MONOTONIC_TIMESTAMP=%d
                _BOOT_ID=%s
                """
                        .formatted(micros, Math.max(1, micros - BOOT_MICROS), BOOT)
                        .getBytes(UTF_8));
        for (Field field : fields) {
            export.writeBytes(field.export());
        }
        export.write('\n');
        return export.toByteArray();
    }
}
