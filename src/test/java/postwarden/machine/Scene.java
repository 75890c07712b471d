package postwarden.machine;

import java.time.Duration;

/** What a scenario plays on: a running machine with the package installed. */
record Scene(
        Machine machine,
        Guard guard,
        Parcel parcel,
        KernelWatch kernel,
        Addresses addresses,
        Postman postman,
        Checks checks) {
    /** The same after a reboot, which ends the watch on the kernel. */
    Scene rewatched() throws Exception {
        return new Scene(
                machine, guard, parcel, new KernelWatch(machine), addresses, postman, checks);
    }

    /**
     * Whether a true strike made now is counted. It is judged after all entries that were written
     * before it: what of those has not been counted by then never will be.
     */
    boolean judgesTrueStrike() throws Exception {
        String marker = addresses.named();
        Failure.LOST.provoke(marker);
        return Patience.until(Duration.ofSeconds(30), () -> guard.strikes(marker) == 1);
    }
}
