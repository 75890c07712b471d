package postwarden.daemon;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The numbers of this system's users, by getpwnam(3), which asks NSS too. */
public final class Users {
    /** struct passwd begins with the name and the password. */
    private static final long UID_OFFSET = 2L * Native.POINTER_SIZE;

    static {
        Native.register(Users.class, "c");
    }

    private Users() {}

    private static native Pointer getpwnam(String name);

    /**
     * Names that are unknown here are left out; a number stands for itself. One thread at a time:
     * the answer is the library's own memory.
     */
    public static synchronized Map<String, Integer> numbers(Collection<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String name : names) {
            if (name.matches("[0-9]{1,9}")) {
                numbers.put(name, Integer.valueOf(name));
                continue;
            }
            Pointer user = getpwnam(name);
            if (user != null) {
                numbers.put(name, user.getInt(UID_OFFSET));
            }
        }
        return numbers;
    }
}
