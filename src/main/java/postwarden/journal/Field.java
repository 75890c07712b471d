package postwarden.journal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * The fields that are read (systemd.journal-fields(7)). Those with an underscore are journald's own
 * word, and no writer can send them.
 */
final class Field {
    static final Field MESSAGE = new Field("MESSAGE");
    static final Field SYSLOG_IDENTIFIER = new Field("SYSLOG_IDENTIFIER");
    static final Field SYSTEMD_UNIT = new Field("_SYSTEMD_UNIT");
    static final Field UID = new Field("_UID");

    private final String name;
    private final Memory string;

    private Field(String name) {
        this.name = name;
        byte[] bytes = LibSystemd.string(name);
        string = new Memory(bytes.length);
        string.write(0, bytes, 0, bytes.length);
    }

    String name() {
        return name;
    }

    /** Where the name stands as a C string, so that asking for it copies nothing. */
    long address() {
        return Pointer.nativeValue(string);
    }

    /** The length of {@code NAME=}, which precedes each value. */
    int prefix() {
        return name.length() + 1;
    }

    String match(String value) {
        return name + "=" + value;
    }
}
