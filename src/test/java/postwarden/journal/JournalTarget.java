package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postwarden.testing.TestingEntry.postfix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import postwarden.Entry;
import postwarden.Refusal;
import postwarden.Watched;
import postwarden.testing.FuzzTarget;
import postwarden.testing.TestingJournal;

/**
 * A real journal in which bytes are not what journald wrote: in the fields' values, where any text
 * may stand, and in what holds them together.
 *
 * <p>An input is a list of changes: where (two bytes), how many bytes, and these.
 */
public final class JournalTarget implements FuzzTarget {
    private static final Watched WATCHED = Reading.watched("postfix*.service");
    private static final int ENTRIES = 40;

    private final Path file;
    private final byte[] whole;
    private final int from;

    public JournalTarget() throws IOException {
        file = FuzzTarget.scratch().resolve("changed.journal");
        TestingJournal.write(
                file,
                IntStream.range(0, ENTRIES)
                        .mapToObj(i -> postfix(Reading.noonPlus(i), "message " + i))
                        .toList());
        whole = Files.readAllBytes(file);
        from = new String(whole, ISO_8859_1).indexOf("_SYSTEMD_UNIT=") - 200;
    }

    @Override
    public List<byte[]> seeds() {
        String text = new String(whole, ISO_8859_1);
        List<byte[]> seeds = new ArrayList<>();
        for (String field :
                List.of("MESSAGE=message 1", "SYSLOG_IDENTIFIER=", "_UID=", "_SYSTEMD_UNIT=")) {
            int at = text.indexOf(field) + field.indexOf('=') + 1 - from;
            byte[] value = "\u00e4\u0000\u00ff99".getBytes(ISO_8859_1);
            seeds.add(
                    ByteBuffer.allocate(3 + value.length)
                            .putShort((short) at)
                            .put((byte) value.length)
                            .put(value)
                            .array());
        }
        return seeds;
    }

    @Override
    public void take(byte[] input) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            List<int[]> changes = change(channel, ByteBuffer.wrap(input));
            try {
                read();
            } finally {
                for (int[] change : changes) {
                    channel.write(ByteBuffer.wrap(whole, change[0], change[1]), change[0]);
                }
            }
        }
    }

    private List<int[]> change(FileChannel channel, ByteBuffer input) throws IOException {
        List<int[]> changes = new ArrayList<>();
        while (input.remaining() > 3) {
            int at = from + (input.getShort() & 0xffff);
            int length = Math.min(input.get() & 0xff, input.remaining());
            channel.write(input.slice(input.position(), length), at);
            input.position(input.position() + length);
            changes.add(new int[] {at, length});
        }
        return changes;
    }

    private void read() {
        Source source = new Source.Directory(file.getParent());
        try {
            check(Reading.all(Journals.history(source, WATCHED, Stretch.ALL, true)));
            check(Reading.all(Journals.live(source, WATCHED, Start.oldest())));
        } catch (Refusal refused) {
            assertTrue(refused.kind() == Refusal.Kind.UNAVAILABLE, refused.getMessage());
        }
    }

    private static void check(Reading reading) {
        assertTrue(reading.entries().size() <= ENTRIES, "too many: " + reading);
        for (Entry entry : reading.entries()) {
            assertTrue(entry.message().length() <= Entry.MESSAGE_BYTES);
        }
    }
}
