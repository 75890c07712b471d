package postwarden.log;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** sd_journal_sendv(3). Any thread. */
final class LibJournal {
    static {
        Native.register(LibJournal.class, "libsystemd.so.0");
    }

    private LibJournal() {}

    static native int sd_journal_sendv(Pointer iovecs, int count);
}
