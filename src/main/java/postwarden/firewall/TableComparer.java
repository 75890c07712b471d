package postwarden.firewall;

/** Compares the table of nftables, by a socket of its own. */
final class TableComparer implements Comparer {
    private final KernelReader kernel = new KernelReader();
    private volatile Frame frame = Frame.NONE;

    /** What the table was made to be. */
    void expect(Frame made) {
        frame = made;
    }

    @Override
    public Comparison.Outcome compare(Question question) {
        return new Comparison(kernel, frame, question).call();
    }

    @Override
    public void stop() {
        kernel.stop();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
