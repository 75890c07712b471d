package postwarden.friends;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The part of sd-login(3) that names the sessions of this host. Any thread. */
final class LibLogin {
    static {
        Native.register(LibLogin.class, "libsystemd.so.0");
    }

    private LibLogin() {}

    /** An array of strings, ended by NULL; all of it is the caller's to free. */
    static native int sd_get_sessions(PointerByReference sessions);

    static native int sd_session_is_remote(String session);

    static native int sd_session_get_remote_host(String session, PointerByReference host);

    static native void free(Pointer memory);
}
