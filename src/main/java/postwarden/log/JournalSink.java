package postwarden.log;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** Entries with a field for each fact: {@code journalctl POSTWARDEN_OFFENDER=203.0.113.9}. */
final class JournalSink implements Sink {
    /** Whether stderr is journald's, as systemd.exec(5) says by {@code $JOURNAL_STREAM}. */
    static boolean isStderr(String journalStream) {
        try {
            Path stderr = Path.of("/proc/self/fd/2");
            Object device = Files.getAttribute(stderr, "unix:dev");
            Object inode = Files.getAttribute(stderr, "unix:ino");
            return journalStream.equals(device + ":" + inode);
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void write(Level level, String message, List<KeyValuePair> facts) {
        List<byte[]> fields = new ArrayList<>();
        fields.add(field("MESSAGE", message));
        fields.add(field("PRIORITY", priority(level)));
        fields.add(field("SYSLOG_IDENTIFIER", "postwarden"));
        for (KeyValuePair fact : facts) {
            fields.add(field("POSTWARDEN_" + fact.key.toUpperCase(Locale.ROOT), fact.value));
        }
        send(fields);
    }

    private static void send(List<byte[]> fields) {
        long size = fields.stream().mapToLong(field -> field.length).sum();
        int iovec = 2 * Native.POINTER_SIZE;
        try (Memory iovecs = new Memory((long) iovec * fields.size());
                Memory texts = new Memory(size)) {
            long at = 0;
            for (int i = 0; i < fields.size(); i++) {
                byte[] field = fields.get(i);
                Pointer text = texts.share(at);
                text.write(0, field, 0, field.length);
                iovecs.setPointer((long) i * iovec, text);
                iovecs.setLong((long) i * iovec + Native.POINTER_SIZE, field.length);
                at += field.length;
            }
            LibJournal.sd_journal_sendv(iovecs, fields.size());
        }
    }

    private static byte[] field(String name, Object value) {
        return (name + "=" + value).getBytes(StandardCharsets.UTF_8);
    }

    /** As in syslog(3). */
    private static int priority(Level level) {
        return switch (level) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            case DEBUG, TRACE -> 7;
        };
    }
}
