package postwarden.cli;

import com.sun.jna.Native;

/** isatty(3). */
final class Terminal {
    private static final int STDERR = 2;

    static {
        Native.register(Terminal.class, "c");
    }

    private Terminal() {}

    private static native int isatty(int descriptor);

    static boolean isStderr() {
        return isatty(STDERR) == 1;
    }

    /** Log text may hold what a terminal would obey. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
