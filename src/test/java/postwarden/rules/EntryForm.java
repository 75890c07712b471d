package postwarden.rules;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A form of entry, with the places where its client has a say: {@code [C]} or {@code =C,} is its
 * address, § any text, ¤ a host name of its own.
 */
record EntryForm(ShippedRules rules, String identifier, String text) {
    static final String GUILTY = "198.51.100.66";
    static final String GUILTY_IPV6 = "2001:db8:bad:1::66";
    static final String INNOCENT = "203.0.113.250";

    /** Every form that counts. */
    static List<EntryForm> counted() {
        return Stream.of(
                        of(ShippedRules.POSTFIX, "postfix/smtpd", SMTPD),
                        of(ShippedRules.POSTFIX, "postfix/postscreen", BLOCKED_BY_POSTSCREEN),
                        of(ShippedRules.POSTFIX_EXTRA, "postfix/postscreen", POSTSCREEN),
                        of(ShippedRules.POSTFIX_EXTRA, "postfix/smtpd", EXTRA),
                        of(ShippedRules.DOVECOT, "dovecot", DOVECOT))
                .flatMap(List::stream)
                .toList();
    }

    /** Forms that look like these and are no strike, whatever the client's own text says. */
    static List<EntryForm> harmless() {
        return Stream.of(
                        of(ShippedRules.POSTFIX, "postfix/smtpd", HARMLESS),
                        of(ShippedRules.POSTFIX_EXTRA, "postfix/smtpd", HARMLESS),
                        of(ShippedRules.DOVECOT, "dovecot", HARMLESS_TO_DOVECOT))
                .flatMap(List::stream)
                .toList();
    }

    /** Forms that forgive, once that is switched on. */
    static List<EntryForm> forgiving() {
        return of(ShippedRules.POSTFIX, "postfix/smtpd", FORGIVING);
    }

    private static List<EntryForm> of(ShippedRules rules, String identifier, String forms) {
        return forms.lines().map(form -> new EntryForm(rules, identifier, form)).toList();
    }

    /** The entry of the guilty one, each place filled anew. */
    String filled(Supplier<String> any, Supplier<String> hostName) {
        return filled(GUILTY, any, hostName);
    }

    String filled(String guilty, Supplier<String> any, Supplier<String> hostName) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '§' -> filled.append(any.get());
                case '¤' -> filled.append(hostName.get());
                case 'C' -> filled.append(isAddress(filled) ? guilty : "C");
                default -> filled.append(c);
            }
        }
        return filled.toString();
    }

    String verdict(String message) {
        return rules.verdict(identifier, message);
    }

    private static final String SMTPD =
            """
            NOQUEUE: reject: RCPT from ¤[C]: 450 4.7.25 Client host rejected: cannot find your hostname, [C]; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]:40312: 450 4.7.1 <§>: Helo command rejected: Host not found; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 554 5.7.1 Service unavailable; Client host [C] blocked using bl.example; §; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 554 5.7.1 Service unavailable; Sender address [§] blocked using bl.example; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 554 5.7.1 Service unavailable; Helo command [§] blocked using bl.example; §; from=<§> to=<§> proto=SMTP helo=<§>
            NOQUEUE: reject: VRFY from ¤[C]: 550 5.1.1 <§>: Recipient address rejected: User unknown in local recipient table; to=<§> proto=SMTP
            NOQUEUE: reject: VRFY from ¤[C]: 450 4.1.1 <§>: Recipient address rejected: User unknown in local recipient table; to=<§> proto=SMTP
            NOQUEUE: reject: RCPT from ¤[C]: 504 5.5.2 <§>: Helo command rejected: need fully-qualified hostname; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: MAIL from ¤[C]: 450 4.5.2 <§>: Sender address rejected: need fully-qualified address; from=<§> proto=ESMTP helo=<§>
            4Tz1Yk3m9Qz2Xd: reject: RCPT from ¤[C]: 554 5.7.1 <§>: Relay access denied; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 454 4.7.1 <§>: Relay access denied; from=<§> to=<§> proto=SMTP helo=<§> sasl_sender=§
            improper command pipelining after EHLO from ¤[C]: §
            improper command pipelining after CONNECT from ¤[C]:40312: §
            warning: ¤[C]: SASL LOGIN authentication failed: authentication failure, sasl_username=§
            warning: ¤[C]: SASL § authentication failed: no mechanism available, sasl_username=§
            warning: ¤[C]:40312: SASL LOGIN authentication failed: UGFzc3dvcmQ6
            NOQUEUE: reject: HELO from ¤[C]: 450 4.7.1 <§>: Helo command rejected: Host not found; proto=SMTP helo=<§>
            9C2F01E0A1B: reject: DATA from ¤[C]: 554 5.7.1 <§>: Relay access denied; from=<§> to=<§> proto=ESMTP helo=<§>
            9C2F01E0A1B: reject: RCPT from ¤[C]: 554 5.7.1 <¤[C]>: Client host rejected: Access denied; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 554 5.7.1 <§>: Recipient address rejected: §; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 554 5.7.1 Service unavailable; Unverified Client host [¤] blocked using dbl.example; §; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: ETRN from ¤[C]: 450 4.7.25 Client host rejected: cannot find your reverse hostname, [C]; proto=ESMTP helo=<§>
            NOQUEUE: improper command pipelining after EHLO from ¤[C]: §
            lost connection after EHLO from ¤[C]
            NOQUEUE: lost connection after CONNECT from ¤[C]:40312
            warning: Connection rate limit exceeded: 12 from ¤[C] for service smtp
            """;

    private static final String BLOCKED_BY_POSTSCREEN =
            """
            NOQUEUE: reject: RCPT from [C]:40312: 550 5.7.1 Service unavailable; client [C] blocked using bl.example; from=<§>, to=<§>, proto=ESMTP, helo=<§>
            """;

    private static final String POSTSCREEN =
            """
            PREGREET 100 after 0.08 from [C]:40312: §
            NON-SMTP COMMAND from [C]:40312 after CONNECT: §
            COMMAND PIPELINING from [C]:40312 after §: §
            COMMAND TIME LIMIT from [C]:40312 after EHLO
            BARE NEWLINE from [C]:40312 after §
            DNSBL rank 3 for [C]:40312
            HANGUP after 1.3 from [C]:40312 in tests before SMTP handshake
            """;

    private static final String EXTRA =
            """
            warning: non-SMTP command from ¤[C]: §
            too many errors after UNKNOWN from ¤[C]
            timeout after EHLO from ¤[C]
            NOQUEUE: reject: RCPT from ¤[C]: 550 5.1.1 <§>: Recipient address rejected: User unknown in local recipient table; from=<§> to=<§> proto=ESMTP helo=<§>
            4Tz1Yk3m9Qz2Xd: reject: RCPT from ¤[C]: 450 4.1.1 <§>: Recipient address rejected: User unknown in virtual alias table; from=<§> to=<§> proto=ESMTP helo=<§> sasl_sender=§
            warning: AUTH command rate limit exceeded: 11 from ¤[C] for service submission
            disconnect from ¤[C] ehlo=1 auth=0/1 quit=1 commands=2/3
            warning: ¤[C]: SASL LOGIN authentication failed: authentication failure, sasl_username=§
            """;

    private static final String DOVECOT =
            """
            imap-login: Disconnected (auth failed, 1 attempts in 9 secs): user=<§>, method=§, rip=C, lip=192.0.2.1
            imap-login: Disconnected: Connection closed (auth failed, 3 attempts in 9 secs): user=<§>, method=§, rip=C, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>
            managesieve-login: Login aborted: Logged out (auth failed, 1 attempts in 2 secs) (auth_failed): user=<§>, method=PLAIN, rip=C, lip=192.0.2.1, mpid=4711, TLS, TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits), session=<eGg3gk0UWgAly9Zo>
            """;

    private static final String FORGIVING =
            """
            4Tz1Yk3m9Qz2Xd: client=¤[C], sasl_method=§, sasl_username=§
            9C2F01E0A1B: client=¤[C]:40312, sasl_method=§, sasl_username=§, sasl_sender=§
            9C2F01E0A1B: client=¤[C]
            """;

    private static final String HARMLESS =
            """
            NOQUEUE: reject_warning: RCPT from ¤[C]: 554 5.7.1 <§>: Relay access denied; from=<§> to=<§> proto=ESMTP helo=<§>
            4Tz1Yk3m9Qz2Xd: milter-reject: RCPT from ¤[C]: 554 5.7.1 §; from=<§> to=<§> proto=ESMTP helo=<§>
            NOQUEUE: reject: RCPT from ¤[C]: 450 4.2.0 <§>: Recipient address rejected: Greylisted; from=<§> to=<§> proto=ESMTP helo=<§>
            lost connection after DATA (34816 bytes) from ¤[C]
            timeout after BDAT (34816 bytes) from ¤[C]
            warning: ¤[C]: SASL LOGIN authentication failed: Connection lost to authentication server
            warning: Illegal address syntax from ¤[C] in MAIL command: §
            disconnect from ¤[C] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
            4Tz1Yk3m9Qz2Xd: client=¤[C], sasl_method=§, sasl_username=§
            """;

    private static final String HARMLESS_TO_DOVECOT =
            """
            imap-login: Login: user=<§>, method=§, rip=C, lip=192.0.2.1, mpid=4711, TLS, session=<eGg3gk0UWgAly9Zo>
            imap-login: Disconnected: Connection closed (auth service reported temporary failure): user=<§>, method=§, rip=C, lip=192.0.2.1, session=<eGg3gk0UWgAly9Zo>
            imap-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, rip=C, lip=192.0.2.1, session=<eGg3gk0UWgAly9Zo>
            """;

    private static boolean isAddress(StringBuilder before) {
        return before.length() > 0 && "[=".indexOf(before.charAt(before.length() - 1)) >= 0;
    }
}
