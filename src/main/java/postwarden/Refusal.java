package postwarden;

/**
 * Somebody's input or setup that cannot be taken, in one sentence that names the place. Nothing has
 * changed. The command line prints the sentence and exits with the {@link Kind}'s code.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public Refusal(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The exit codes are those of sysexits.h. */
    public enum Kind {
        USAGE(64),
        BAD_INPUT(65),
        UNAVAILABLE(69),
        NO_PERMISSION(77),
        BAD_CONFIGURATION(78);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
