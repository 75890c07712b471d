// What the ten rules of postfix.groovy leave out, and others count. Not enabled as shipped: some of these are what bad
// software and old mailing lists do, too. Try it on your own history first:
//
//   postwarden replay --rules /etc/postwarden/rules
//
// then add 'postfix-extra' to [rules] enable.
//
// A jail's strikes are its own. Nothing here counts what the ten count already, and no act counts twice in one jail: what
// is refused and logged command by command (logins, senders, recipients) is not counted again when the session ends of it.

jail('postfix-extra') {
    unit 'postfix.service', 'postfix@*.service'
    user 'postfix'
    identifier ~/postfix.*\/(smtpd|postscreen)/

    maxRetry 10                                                // weights added
    findTime 24.hours
    banTime 1.day

    // Who has logged in is a user with a problem: see postfix.groovy.
    ignore ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [0-9]+ [0-9.]+ (<[^ <>"]*>: )?[^<>]*; from=<[^ <>"]*>( to=<[^ <>"]*>)? proto=E?SMTP( helo=<[^ <>]*>)? sasl_method=[^ <>]+ sasl_username=[^ <>]+( sasl_sender=[^ <>]*)?/

    // postscreen writes [address]:port, without a name.

    rule('postscreen-pregreet') {
        about 'The client talks before it has been greeted.'
        match ~/PREGREET \d+ after [0-9.]+ from <CLIENT>: .*/
        weight 3                                               // mail servers wait

        example 'PREGREET 14 after 0.08 from [203.0.113.9]:40312: EHLO ylmf-pc\\r\\n', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'PREGREET 11 after 0 from [2001:db8:5:6::7]:40312: EHLO x y\\r\\n', offender: '2001:db8:5:6::/64', identifier: 'postfix/postscreen'
        harmless 'CONNECT from [203.0.113.9]:40312 to [192.0.2.1]:25', identifier: 'postfix/postscreen'
        harmless 'PASS NEW [203.0.113.9]:40312', identifier: 'postfix/postscreen'
    }

    rule('postscreen-hangup') {
        about 'The client goes away while it waits for the greeting, as port scanners do.'
        match ~/HANGUP after [0-9.]+ from <CLIENT> in tests before SMTP handshake/

        example 'HANGUP after 1.3 from [203.0.113.9]:40312 in tests before SMTP handshake', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        // Whoever is new is sent away once, after the handshake, and need not wait for the end of it.
        harmless 'HANGUP after 7.2 from [203.0.113.9]:40312 in tests after SMTP handshake', identifier: 'postfix/postscreen'
    }

    rule('postscreen-dnsbl') {
        about 'Blocklists know the client: it reached postscreen\'s threshold.'
        match ~/DNSBL rank \d+ for <CLIENT>/
        weight 2

        example 'DNSBL rank 6 for [203.0.113.9]:40312', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        harmless 'DISCONNECT [203.0.113.9]:40312', identifier: 'postfix/postscreen'
    }

    rule('postscreen-command') {
        about 'The client breaks the rules of the dialogue, or its limits.'
        match ~/(NON-SMTP COMMAND|BARE NEWLINE|COMMAND (TIME|COUNT|LENGTH) LIMIT) from <CLIENT> after .*/
        match ~/COMMAND PIPELINING from <CLIENT> after .*/
        match ~/(DATA|BDAT) without valid RCPT from <CLIENT>/
        weight 2

        example 'NON-SMTP COMMAND from [203.0.113.9]:40312 after CONNECT: GET / HTTP/1.1', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'BARE NEWLINE from [203.0.113.9]:40312 after EHLO', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'COMMAND TIME LIMIT from [203.0.113.9]:40312 after CONNECT', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'COMMAND COUNT LIMIT from [203.0.113.9]:40312 after NOOP', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'COMMAND LENGTH LIMIT from [203.0.113.9]:40312 after RCPT', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'COMMAND PIPELINING from [203.0.113.9]:40312 after EHLO: MAIL FROM:<a@b.example>\\r\\n', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        example 'DATA without valid RCPT from [203.0.113.9]:40312', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        harmless 'NOQUEUE: reject: RCPT from [203.0.113.9]:40312: 450 4.3.2 Service currently unavailable; from=<a@b.example>, to=<c@d.example>, proto=ESMTP, helo=<e.example>', identifier: 'postfix/postscreen'
    }

    // smtpd. Each of the next three ends the session, so at most one of them stands for it.

    rule('non-smtp-command') {
        about 'The client speaks another language, such as HTTP.'
        match ~/warning: non-SMTP command from <CLIENT>: .*/
        weight 4

        example 'warning: non-SMTP command from unknown[203.0.113.9]: GET / HTTP/1.0', offender: '203.0.113.9'
        harmless 'improper command pipelining after CONNECT from unknown[203.0.113.9]: GET / HTTP/1.0\\r\\n'
    }

    rule('too-many-errors') {
        about 'The client makes one mistake after another.'
        match ~/(<QID>: )?too many errors after (?<command>[A-Z-]+)( \([0-9]+ bytes\))? from <CLIENT>/
        ignore command: ~/AUTH|MAIL|RCPT/                      // refused logins, senders, recipients: each is logged by itself
        weight 3

        example 'too many errors after UNKNOWN from unknown[203.0.113.9]', offender: '203.0.113.9'
        example 'NOQUEUE: too many errors after HELO from unknown[203.0.113.9]', offender: '203.0.113.9'
        harmless 'too many errors after AUTH from unknown[203.0.113.9]'
        harmless 'too many errors after RCPT from unknown[203.0.113.9]'
    }

    rule('timeout') {
        about 'The client falls silent in the middle of the dialogue.'
        match ~/(<QID>: )?timeout after [A-Z-]+ from <CLIENT>/ // not DATA (n bytes): that is mail on a bad line

        example 'timeout after CONNECT from unknown[203.0.113.9]', offender: '203.0.113.9'
        example 'NOQUEUE: timeout after EHLO from unknown[203.0.113.9]', offender: '203.0.113.9'
        harmless 'timeout after END-OF-MESSAGE from unknown[unknown]'
        harmless 'timeout after DATA (34816 bytes) from mx.b.example[203.0.113.9]'
    }

    rule('unknown-recipient') {
        about 'The client tries who exists here. A single one may be an address that is no more, or a typing error.'
        match ~/<QID>: reject: RCPT from <CLIENT>: 550 5\.1\.1 .*/
        match ~/<QID>: reject: RCPT from <CLIENT>: [45]\d\d [45]\.1\.1 <.*>: Recipient address rejected: User unknown.*/

        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 550 5.1.1 <info@d.example>: Recipient address rejected: User unknown in local recipient table; from=<a@b.example> to=<info@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example '9C2F01E0A1B: reject: RCPT from unknown[203.0.113.9]: 450 4.1.1 <info@d.example>: Recipient address rejected: User unknown in virtual mailbox table; from=<> to=<info@d.example> proto=SMTP helo=<e.example>', offender: '203.0.113.9'
        harmless 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 450 4.1.1 <c@d.example>: Recipient address rejected: unverified address: Address verification in progress; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>'
        harmless 'NOQUEUE: reject: RCPT from home.isp.example[203.0.113.9]: 550 5.1.1 <bbo@d.example>: Recipient address rejected: User unknown in local recipient table; from=<alice@d.example> to=<bbo@d.example> proto=ESMTP helo=<laptop> sasl_method=PLAIN sasl_username=alice'
    }

    rule('rate-limit') {
        about 'The client goes beyond a limit that Postfix itself enforces (smtpd_client_*_rate_limit).'
        match ~/warning: (Message delivery request|Recipient address|New TLS session|AUTH command) rate limit exceeded: \d+ from <CLIENT> for service .*/

        example 'warning: Message delivery request rate limit exceeded: 101 from unknown[203.0.113.9] for service smtp', offender: '203.0.113.9'
        example 'warning: Recipient address rate limit exceeded: 201 from unknown[203.0.113.9] for service smtp', offender: '203.0.113.9'
        example 'warning: New TLS session rate limit exceeded: 61 from unknown[2001:db8:5:6::7]:40312 for service smtps', offender: '2001:db8:5:6::/64'
        example 'warning: AUTH command rate limit exceeded: 11 from unknown[203.0.113.9] for service submission', offender: '203.0.113.9'
        harmless 'warning: Connection rate limit exceeded: 12 from unknown[203.0.113.9] for service smtp'        // one of the ten
    }
}

// Logins that got nowhere, also where Postfix does not log each of them: no AUTH is offered here, or none without TLS, or
// the client broke off. A jail of its own, since single failures and the rate limit may stand for the same logins.

jail('postfix-extra-auth') {
    unit 'postfix.service', 'postfix@*.service'
    user 'postfix'
    identifier ~/postfix.*\/smtpd/

    maxRetry 6
    findTime 24.hours
    banTime 1.day

    rule('auth-never-succeeded') {
        about 'A whole session in which no login succeeded (Postfix 3.0 and later).'
        match ~/disconnect from <CLIENT>( [a-z]+=\d+(\/\d+)?)* auth=0\/\d+( [a-z]+=\d+(\/\d+)?)*/

        example 'disconnect from unknown[203.0.113.9] ehlo=1 auth=0/1 quit=1 commands=2/3', offender: '203.0.113.9'
        example 'disconnect from unknown[203.0.113.9]:40312 ehlo=2 starttls=1 auth=0/20 unknown=0/1 commands=3/24', offender: '203.0.113.9'
        harmless 'disconnect from home.isp.example[203.0.113.9] ehlo=2 starttls=1 auth=1/2 mail=1 rcpt=1 data=1 quit=1 commands=8/9'
        harmless 'disconnect from mx.b.example[203.0.113.9] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4'
        harmless 'disconnect from unknown[unknown] ehlo=1 auth=0/1 commands=1/2'
    }
}

// One account, attacked from so many addresses that each of them stays below every limit. When the account's own limit is
// reached, all addresses that struck are banned, nobody else. The user name is the client's text: whoever makes names up
// fills windows of his own making, and gets nobody else banned with it. But the account's owner, with an old password in a
// telephone, is one of those that struck.

jail('postfix-extra-account') {
    unit 'postfix.service', 'postfix@*.service'
    user 'postfix'
    identifier ~/postfix.*\/smtpd/

    maxRetry 20
    findTime 24.hours
    banTime 1.day, factor: 2, most: 30.days, forget: 90.days

    rule('account-attacked') {
        about 'Many failed logins to one account, from whatever address (Postfix 3.5.22, 3.6.12, 3.7.8, 3.8.3, 3.9 and later).'
        match ~/warning: <CLIENT>: SASL [^ ]+ authentication failed: [^,]*, sasl_username=(?<user>.*)/
        // Our own authentication server is to blame: see postfix.groovy.
        ignore ~/warning: <CLIENT>: SASL [^ ]+ authentication failed: (Connection lost to authentication server|Can't connect to authentication server|generic failure|no memory available|remote authentication server unavailable|SASL library is not initialized), sasl_username=[^ ]*/
        ignore ~/warning: <CLIENT>: SASL [^ ]+ authentication failed: ([Aa]uthentication backend|[Ii]nternal|[Tt]emporary)[^:,]*, sasl_username=[^ ]*/
        ignore user: ~/\(unavailable\)/                        // nobody's: the login broke off before the name
        countBy 'user'

        example 'warning: unknown[203.0.113.9]: SASL PLAIN authentication failed: authentication failure, sasl_username=alice@d.example', offender: '203.0.113.9'
        example 'warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: authentication failure, sasl_username=x, sasl_username=alice@d.example', offender: '203.0.113.9'
        harmless 'warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6'
        harmless 'warning: unknown[203.0.113.9]: SASL CRAM-MD5 authentication failed: bad protocol / cancel, sasl_username=(unavailable)'
        harmless 'warning: mx.b.example[203.0.113.9]: SASL PLAIN authentication failed: generic failure, sasl_username=alice@d.example'
        harmless 'warning: mx.b.example[203.0.113.9]: SASL PLAIN authentication failed: Temporary failure in name resolution, sasl_username=alice@d.example'
    }
}
