package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A journal file whose indices can be damaged. Offsets are those of systemd's journal file format
 * (https://systemd.io/JOURNAL_FILE_FORMAT/), of compact files and of others.
 */
final class JournalBytes {
    private static final int COMPACT = 1 << 4;
    private static final int DATA = 1;

    private final byte[] bytes;
    private final ByteBuffer numbers;
    private final boolean isCompact;

    JournalBytes(byte[] bytes) {
        this.bytes = bytes;
        numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        isCompact = (numbers.getInt(12) & COMPACT) != 0;
    }

    byte[] all() {
        return bytes;
    }

    /** Zeros in place of all but the first places of the entries that have this field. */
    void eraseIndex(String field) {
        int first = offset(data(field) + 48);
        int second = offset(first + 16);
        erase(second + 24, second + offset(second + 8));
    }

    /** Zeros in place of the first entry that has this field: what it is, and its length. */
    void eraseFirst(String field) {
        int entry = offset(data(field) + 40);
        erase(entry, entry + 16);
    }

    private int data(String field) {
        int payload = isCompact ? 72 : 64;
        String text = new String(bytes, ISO_8859_1);
        int data = 0;
        do {
            data = text.indexOf(field, data + payload + 1) - payload;
        } while (bytes[data] != DATA || offset(data + 8) != payload + field.length());
        return data;
    }

    private int offset(int at) {
        return Math.toIntExact(numbers.getLong(at));
    }

    private void erase(int from, int to) {
        Arrays.fill(bytes, from, to, (byte) 0);
    }
}
