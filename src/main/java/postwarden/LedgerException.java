package postwarden;

/** The ledger's file cannot be read or written: what was tried, and SQLite's answer. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean damage;

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
        this.damage = false;
    }

    private LedgerException(String message) {
        super(message);
        this.damage = true;
    }

    /** The file holds what nobody wrote: trying again does not help. */
    public static LedgerException damage(String message) {
        return new LedgerException(message);
    }

    public boolean isDamage() {
        return damage;
    }
}
