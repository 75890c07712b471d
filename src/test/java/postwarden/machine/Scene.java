package postwarden.machine;

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
}
