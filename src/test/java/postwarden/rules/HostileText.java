package postwarden.rules;

import java.util.List;
import java.util.Random;

/**
 * Makes up what clients might say to be taken for somebody else, or for nobody: pieces of entries,
 * the innocent's address in every form, and what ends lines and fields, in any order.
 */
final class HostileText {
    private static final int LONGEST = 300;
    private static final List<String> PIECES =
            List.of(
                    "I",
                    "[I]",
                    "unknown[I]",
                    "unknown[I]:25",
                    " from unknown[I]",
                    " from unknown[unknown]",
                    "]: ",
                    "[",
                    ": ",
                    "; from=<",
                    "> to=<",
                    "> proto=ESMTP helo=<",
                    "; from=<a> to=<b> proto=ESMTP helo=<c>",
                    " sasl_method=PLAIN sasl_username=alice",
                    " sasl_sender=x",
                    "NOQUEUE: reject: RCPT from unknown[I]: 554 5.7.1 <a@b>: Relay access denied",
                    "NOQUEUE: reject: RCPT from unknown[I]: 450 4.7.1 <",
                    ": Helo command rejected: Host not found",
                    " blocked using bl.example",
                    "lost connection after CONNECT from unknown[I]",
                    "improper command pipelining after EHLO from unknown[I]: ",
                    "warning: unknown[I]: SASL LOGIN authentication failed",
                    " authentication failed: Connection lost to authentication server",
                    " authentication failed: generic failure, sasl_username=",
                    "statistics: max connection rate 90/60s for (smtp:I) at Nov 24 10:00:00",
                    "disconnect from unknown[I] ehlo=1 auth=0/1 quit=1 commands=2/3",
                    "PREGREET 11 after 0 from [I]:25: ",
                    "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<",
                    ">, method=PLAIN",
                    ", rip=I",
                    ", lip=192.0.2.1",
                    ", TLS",
                    ", session=<",
                    ">",
                    "<",
                    "\"",
                    "\\",
                    "(",
                    ")",
                    "/",
                    " ",
                    "x",
                    "0",
                    "\n",
                    "\r\n",
                    "\u0000",
                    "\u001b[2K",
                    "\u0085",
                    "\u2028",
                    "\u2029",
                    "é",
                    "漢",
                    "\ud83d\ude00",
                    "<QID>: <CLIENT>",
                    "(?<ADDRESS>I)");

    private static final String HOST = "abcxyzABC0123456789-._";

    private final Random random;

    HostileText(Random random) {
        this.random = random;
    }

    String any() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        String filled = text.toString().replace("I", EntryForm.INNOCENT);
        return filled.length() > LONGEST ? filled.substring(0, LONGEST) : filled;
    }

    /** It holds no blanks and no brackets, but may spell an address. */
    String hostName() {
        return switch (random.nextInt(4)) {
            case 0 -> "unknown";
            case 1 -> EntryForm.INNOCENT + ".example";
            case 2 -> EntryForm.INNOCENT;
            default -> {
                StringBuilder name = new StringBuilder();
                for (int i = random.nextInt(20); i >= 0; i--) {
                    name.append(HOST.charAt(random.nextInt(HOST.length())));
                }
                yield name.toString();
            }
        };
    }
}
