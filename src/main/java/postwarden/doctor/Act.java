package postwarden.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Address;
import postwarden.Entry;

/**
 * What a client did, by Postfix's own word: {@code smtpd/smtpd.c} (3.0 and later, which counts the
 * commands of a session) and {@code postscreen/postscreen_early.c}.
 *
 * @param user who had logged in
 */
record Act(Address client, Kind kind, Optional<String> user) {
    enum Kind {
        /** Mail was accepted. */
        MAIL,
        /** A session of greetings, if of anything. */
        SILENCE,
        /** Any other session. */
        DIALOGUE
    }

    private static final String ADDRESS = "\\[([0-9a-fA-F:.]{2,45})](?::\\d{1,5})?";
    private static final String CLIENT = "[^\\[\\] ]{1,255}" + ADDRESS;
    private static final String ENDED = "disconnect from ";
    private static final String HUNG_UP = "HANGUP after ";
    private static final String ACCEPTED = ": client=";

    /** Where a queue id ends at the latest. */
    private static final int LONGEST_QUEUE_ID = 32;

    private static final Pattern MAIL =
            Pattern.compile(
                    "[0-9A-Za-z]+"
                            + ACCEPTED
                            + CLIENT
                            + "(?:, sasl_method=[^ ]+, sasl_username=(.+?)(?:, sasl_sender=.*)?)?");
    private static final Pattern SESSION =
            Pattern.compile(ENDED + CLIENT + "((?: [a-z]+=\\d+(?:/\\d+)?)+)");
    private static final Pattern GREETINGS =
            Pattern.compile(
                    "(?: (?:helo|ehlo|starttls|noop|rset|quit)=\\d+)* commands=\\d+(?:/0)?");
    private static final Pattern HANGUP =
            Pattern.compile(
                    HUNG_UP + "[0-9.]+ from " + ADDRESS + " in tests before SMTP handshake");

    /** False for most messages that tell of no act; cheap. */
    static boolean mayBeIn(String message) {
        int accepted = message.indexOf(ACCEPTED);
        return message.startsWith(ENDED)
                || message.startsWith(HUNG_UP)
                || (accepted > 0 && accepted <= LONGEST_QUEUE_ID);
    }

    static Optional<Act> in(Entry entry) {
        return entry.identifier().endsWith("/postscreen")
                ? hangup(entry.message())
                : entry.identifier().endsWith("/smtpd")
                        ? session(entry.message()).or(() -> mail(entry.message()))
                        : Optional.empty();
    }

    private static Optional<Act> mail(String message) {
        Matcher mail = MAIL.matcher(message);
        return mail.matches()
                ? of(mail.group(1), Kind.MAIL, Optional.ofNullable(mail.group(2)))
                : Optional.empty();
    }

    private static Optional<Act> session(String message) {
        Matcher session = SESSION.matcher(message);
        if (!session.matches()) {
            return Optional.empty();
        }
        boolean isSilent = GREETINGS.matcher(session.group(2)).matches();
        return of(session.group(1), isSilent ? Kind.SILENCE : Kind.DIALOGUE, Optional.empty());
    }

    private static Optional<Act> hangup(String message) {
        Matcher hangup = HANGUP.matcher(message);
        return hangup.matches()
                ? of(hangup.group(1), Kind.SILENCE, Optional.empty())
                : Optional.empty();
    }

    private static Optional<Act> of(String client, Kind kind, Optional<String> user) {
        return Address.parse(client).map(address -> new Act(address, kind, user));
    }
}
