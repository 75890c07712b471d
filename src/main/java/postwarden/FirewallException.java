package postwarden;

/** The kernel refused, or its firewall cannot be reached: what was tried, and the answer. */
public final class FirewallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FirewallException(String message) {
        super(message);
    }

    public FirewallException(String message, Throwable cause) {
        super(message, cause);
    }
}
