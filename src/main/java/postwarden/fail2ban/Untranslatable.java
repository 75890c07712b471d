package postwarden.fail2ban;

/** Why a regular expression cannot be a pattern, in words that follow "not taken over: ". */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Untranslatable(String reason) {
        super(reason);
    }
}
