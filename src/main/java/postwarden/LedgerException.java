package postwarden;

/** The ledger's file cannot be read or written: what was tried, and SQLite's answer. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
