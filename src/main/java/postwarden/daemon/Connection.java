package postwarden.daemon;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Address;

/**
 * What Postfix logs first of a client (smtpd/smtpd.c, postscreen/postscreen.c).
 *
 * @param port of this server; smtpd does not tell it
 */
record Connection(Address client, Optional<Integer> port) {
    /** Where smtpd listens, mostly. */
    static final Set<Integer> SMTPD_PORTS = Set.of(25, 465, 587);

    private static final String SMTPD = "connect from ";
    private static final String POSTSCREEN = "CONNECT from ";
    private static final Pattern TO_SMTPD =
            Pattern.compile(SMTPD + "[^\\[\\] ]{1,255}\\[([0-9a-fA-F:.]{2,45})](?::\\d{1,5})?");
    private static final Pattern TO_POSTSCREEN =
            Pattern.compile(
                    POSTSCREEN
                            + "\\[([0-9a-fA-F:.]{2,45})]:\\d{1,5} to \\[[0-9a-fA-F:.]{2,45}]:(\\d{1,5})");

    static Optional<Connection> parse(String message) {
        if (message.startsWith(SMTPD)) {
            Matcher matcher = TO_SMTPD.matcher(message);
            return matcher.matches() ? of(matcher.group(1), Optional.empty()) : Optional.empty();
        }
        if (message.startsWith(POSTSCREEN)) {
            Matcher matcher = TO_POSTSCREEN.matcher(message);
            return matcher.matches()
                    ? of(matcher.group(1), Optional.of(Integer.valueOf(matcher.group(2))))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    boolean isPostscreens() {
        return port.isPresent();
    }

    /** {@code postfix/smtpd}, {@code postfix/submission/smtpd}, {@code postfix/postscreen}. */
    boolean isSaidBy(String identifier) {
        return identifier.endsWith(isPostscreens() ? "/postscreen" : "/smtpd");
    }

    private static Optional<Connection> of(String client, Optional<Integer> port) {
        return Address.parse(client).map(address -> new Connection(address, port));
    }
}
