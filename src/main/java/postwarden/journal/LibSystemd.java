package postwarden.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import postwarden.JournalException;
import postwarden.Refusal;

/**
 * The part of libsystemd that is needed, by its C names (sd-journal(3)). Functions return a
 * negative errno on failure; {@link #check} turns it into an exception.
 *
 * <p>Addresses are {@code long}, which is what JNA's direct mapping passes on without a detour:
 * only for 64-bit systems. Strings are bytes that end with a zero.
 */
final class LibSystemd {
    static final String NAME = "libsystemd.so.0";

    static final int SD_JOURNAL_LOCAL_ONLY = 1 << 0;
    static final int SD_JOURNAL_SYSTEM = 1 << 2;

    static final int SD_JOURNAL_INVALIDATE = 2;

    /** Negative, as the functions return them. */
    static final int ENOENT = -2;

    static final int EACCES = -13;
    static final int EMFILE = -24;

    private LibSystemd() {}

    static native int sd_journal_open(long ret, int flags);

    static native int sd_journal_open_directory(long ret, byte[] path, int flags);

    static native int sd_journal_open_files(long ret, long paths, int flags);

    static native void sd_journal_close(long j);

    static native int sd_journal_get_fd(long j);

    static native int sd_journal_process(long j);

    static native int sd_journal_add_match(long j, byte[] data, long size);

    static native void sd_journal_flush_matches(long j);

    static native int sd_journal_seek_head(long j);

    static native int sd_journal_seek_tail(long j);

    static native int sd_journal_previous(long j);

    static native int sd_journal_seek_cursor(long j, byte[] cursor);

    static native int sd_journal_seek_realtime_usec(long j, long usec);

    static native int sd_journal_test_cursor(long j, byte[] cursor);

    static native int sd_journal_next(long j);

    static native int sd_journal_set_data_threshold(long j, long size);

    static native int sd_journal_get_data(long j, long field, long data, long length);

    static native int sd_journal_get_realtime_usec(long j, long ret);

    static native int sd_journal_get_cursor(long j, long ret);

    static native int sd_journal_get_usage(long j, long ret);

    static native int sd_journal_get_cutoff_realtime_usec(long j, long from, long to);

    static native int sd_journal_query_unique(long j, byte[] field);

    static native int sd_journal_enumerate_unique(long j, long data, long length);

    /** The C library's, found through libsystemd, which is linked with it. */
    static native void free(long memory);

    private static native String strerror(int errno);

    /**
     * Binds the functions; once bound, does nothing.
     *
     * @throws Refusal if there is no such library
     */
    static synchronized void load() {
        if (!Native.registered(LibSystemd.class)) {
            Native.register(LibSystemd.class, find(NAME));
        }
    }

    static NativeLibrary find(String library) {
        try {
            return NativeLibrary.getInstance(library);
        } catch (UnsatisfiedLinkError e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "the library " + library + " cannot be loaded: is systemd installed?");
        }
    }

    /** Returns {@code result} unless it is a failure. */
    static int check(String tried, int result) {
        if (result < 0) {
            throw new JournalException(tried + ": " + error(result));
        }
        return result;
    }

    static String error(int result) {
        return strerror(-result);
    }

    static byte[] string(String text) {
        return (text + '\0').getBytes(UTF_8);
    }
}
