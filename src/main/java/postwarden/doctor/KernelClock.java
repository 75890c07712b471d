package postwarden.doctor;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;

/** Whether the kernel's clock is kept right by somebody (adjtimex(2)): chrony, timesyncd, ntpd. */
final class KernelClock implements Examination {
    private static final String SUBJECT = "time";

    /** More than struct timex has. Its first field says what to set: nothing. */
    private static final int TIMEX_BYTES = 512;

    private static final int TIME_ERROR = 5;

    static {
        Native.register(KernelClock.class, "c");
    }

    private static native int adjtimex(Pointer buffer);

    @Override
    public List<Diagnosis> look() {
        try (Memory timex = new Memory(TIMEX_BYTES)) {
            timex.clear();
            return List.of(
                    adjtimex(timex) == TIME_ERROR
                            ? Diagnosis.doubtful(
                                    SUBJECT,
                                    "nobody keeps the clock right",
                                    "timedatectl set-ntp true")
                            : Diagnosis.ok(SUBJECT, "the clock is synchronized"));
        }
    }
}
