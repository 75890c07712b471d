package postwarden.firewall;

/**
 * Holds the kernel against what should be in it; may be made on another thread than it works on.
 */
interface Comparer extends AutoCloseable {
    Comparison.Outcome compare(Question question);

    /** From any thread: what is under way ends soon, with an exception. */
    void stop();

    @Override
    void close();
}
