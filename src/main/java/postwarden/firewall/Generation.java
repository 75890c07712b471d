package postwarden.firewall;

/**
 * Tells our own commits from those of others. The kernel's generation grows by one with each
 * transaction in the network namespace, and asking for it costs microseconds; what is ours is asked
 * around. One thread's. In doubt until the first {@link #accept}.
 */
final class Generation {
    private final KernelReader kernel;
    private int known;
    private boolean foreign = true;

    Generation(KernelReader kernel) {
        this.kernel = kernel;
    }

    /** A transaction of ours; it commits or throws. */
    void commit(Runnable transaction) {
        int before = kernel.generation();
        foreign |= before != known;
        known = before;
        transaction.run();
        known = before + 1;
    }

    /** Whether somebody else committed since {@link #accept}. */
    boolean isForeign() {
        foreign |= kernel.generation() != known;
        return foreign;
    }

    /** To be called before the kernel is read, so that what changes meanwhile is seen. */
    void accept() {
        known = kernel.generation();
        foreign = false;
    }

    void distrust() {
        foreign = true;
    }
}
