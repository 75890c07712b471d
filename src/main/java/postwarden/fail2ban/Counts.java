package postwarden.fail2ban;

/**
 * What became of a jail's regular expressions.
 *
 * @param whole failregexes that became rules
 * @param partly failregexes of which some forms became rules
 * @param left failregexes that are only in comments
 * @param ignoresTaken ignoreregexes that became an {@code ignore}
 * @param ignoresLeft ignoreregexes that are only in comments
 * @param looks places where a human must look
 */
public record Counts(
        int whole, int partly, int left, int ignoresTaken, int ignoresLeft, int looks) {
    public int failregexes() {
        return whole + partly + left;
    }
}
