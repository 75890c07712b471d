package postwarden.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static postwarden.journal.LibSystemd.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import postwarden.Entry;
import postwarden.Micros;

/**
 * An open {@code sd_journal}: a place in the journal, and the fields of the entry there. One
 * thread's, the one that opened it.
 *
 * <p>libsystemd's answers are valid until the next call only, so each is copied at once. Answers
 * come through one piece of native memory that lives as long as the handle: nothing is allocated
 * for an entry but its text.
 */
final class Handle implements AutoCloseable {
    /** What a compressed field is unpacked to: one byte more than is kept shows that it is cut. */
    private static final int THRESHOLD = Entry.MESSAGE_BYTES + 64;

    private static final int DATA = 0;
    private static final int LENGTH = Long.BYTES;

    private final Memory answer = new Memory(2L * Long.BYTES);
    private final ByteBuffer answers =
            answer.getByteBuffer(0, answer.size()).order(ByteOrder.nativeOrder());
    private final long data = Pointer.nativeValue(answer) + DATA;
    private final long length = Pointer.nativeValue(answer) + LENGTH;
    private final byte[] bytes = new byte[Entry.MESSAGE_BYTES];
    private long journal;

    /** Opens a handle by the function of that name. */
    Handle(String name, Opening opening) {
        LibSystemd.load();
        check(name, opening.open(data));
        journal = answers.getLong(DATA);
        check(
                "sd_journal_set_data_threshold",
                LibSystemd.sd_journal_set_data_threshold(journal, THRESHOLD));
    }

    /** Opens, and puts the new handle's address at {@code ret}. */
    interface Opening {
        int open(long ret);
    }

    /**
     * From now on {@link #process} tells of changes in the directories; not if all that this user
     * may have of inotify is taken. Nor does libsystemd say if only its watches are.
     */
    void watchDirectories() {
        int result = LibSystemd.sd_journal_get_fd(journal);
        if (result != LibSystemd.EMFILE) {
            check("sd_journal_get_fd", result);
        }
    }

    /**
     * Takes up new files and lets go of deleted ones.
     *
     * @return above 0 if anything happened to the journal; {@link LibSystemd#SD_JOURNAL_INVALIDATE}
     *     if files came or went
     */
    int process() {
        return check("sd_journal_process", LibSystemd.sd_journal_process(journal));
    }

    /**
     * Entries are shown that have, of each field named here, one of its values; all if there is
     * none.
     */
    void match(List<String> matches) {
        for (String match : matches) {
            byte[] bytes = match.getBytes(UTF_8);
            check(
                    "sd_journal_add_match",
                    LibSystemd.sd_journal_add_match(journal, bytes, bytes.length));
        }
    }

    void seekOldest() {
        check("sd_journal_seek_head", LibSystemd.sd_journal_seek_head(journal));
    }

    void seek(Instant time) {
        check(
                "sd_journal_seek_realtime_usec",
                LibSystemd.sd_journal_seek_realtime_usec(journal, Math.max(0, Micros.up(time))));
    }

    /** Goes to the last entry; returns false if there is none. */
    boolean newest() {
        return LibSystemd.sd_journal_seek_tail(journal) >= 0
                && LibSystemd.sd_journal_previous(journal) > 0;
    }

    /** Returns false if that is no cursor. */
    boolean seek(String cursor) {
        return LibSystemd.sd_journal_seek_cursor(journal, LibSystemd.string(cursor)) >= 0;
    }

    boolean standsAt(String cursor) {
        return LibSystemd.sd_journal_test_cursor(journal, LibSystemd.string(cursor)) > 0;
    }

    /** Returns 1 if it stands on a new entry, 0 at the tail, or a negative errno. */
    int next() {
        return LibSystemd.sd_journal_next(journal);
    }

    /** Returns the length of the field's value in bytes, or a negative errno. */
    int find(Field field) {
        int result = LibSystemd.sd_journal_get_data(journal, field.address(), data, length);
        if (result < 0) {
            return result;
        }
        int found = (int) Math.min(answers.getLong(LENGTH), Integer.MAX_VALUE) - field.prefix();
        new Pointer(answers.getLong(DATA))
                .read(field.prefix(), bytes, 0, Math.min(found, bytes.length));
        return found;
    }

    /** The value found last, cut at {@link Entry#MESSAGE_BYTES}; what is no UTF-8 is replaced. */
    String text(int found) {
        return new String(bytes, 0, Math.min(found, bytes.length), UTF_8);
    }

    /** Microseconds; empty if the entry cannot be read. */
    OptionalLong time() {
        return LibSystemd.sd_journal_get_realtime_usec(journal, data) < 0
                ? OptionalLong.empty()
                : OptionalLong.of(answers.getLong(DATA));
    }

    /** Costs more than reading the entry. Empty if it stands nowhere. */
    Optional<String> cursor() {
        if (LibSystemd.sd_journal_get_cursor(journal, data) < 0) {
            return Optional.empty();
        }
        long string = answers.getLong(DATA);
        String cursor = new Pointer(string).getString(0, "US-ASCII");
        LibSystemd.free(string);
        return Optional.of(cursor);
    }

    /** How much the open files take on the disk: nothing if none is open. */
    long diskUsage() {
        check("sd_journal_get_usage", LibSystemd.sd_journal_get_usage(journal, data));
        return answers.getLong(DATA);
    }

    /** From the oldest to the newest entry, whatever is matched; empty if there is none. */
    Optional<Stretch> span() {
        int found = LibSystemd.sd_journal_get_cutoff_realtime_usec(journal, data, length);
        return found <= 0
                ? Optional.empty()
                : Optional.of(
                        new Stretch(
                                Micros.instant(answers.getLong(DATA)),
                                Optional.of(Micros.instant(answers.getLong(LENGTH)))));
    }

    /**
     * All values of a field in the journal, whatever is matched; empty if they cannot be told:
     * unreadable, or more than {@code most} (which a damaged file may feign without end).
     */
    Optional<List<String>> values(Field field, int most) {
        check(
                "sd_journal_query_unique",
                LibSystemd.sd_journal_query_unique(journal, LibSystemd.string(field.name())));
        List<String> values = new ArrayList<>();
        int result;
        while ((result = LibSystemd.sd_journal_enumerate_unique(journal, data, length)) > 0) {
            if (values.size() == most) {
                return Optional.empty();
            }
            byte[] value =
                    new Pointer(answers.getLong(DATA))
                            .getByteArray(0, (int) answers.getLong(LENGTH));
            values.add(new String(value, field.prefix(), value.length - field.prefix(), UTF_8));
        }
        return result < 0 ? Optional.empty() : Optional.of(values);
    }

    @Override
    public void close() {
        LibSystemd.sd_journal_close(journal);
        journal = 0;
        answer.close();
    }
}
