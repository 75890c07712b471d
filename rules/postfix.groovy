// The ten failures of Postfix's clients. Two of any kind within a day, and the client is shut out for a week.
//
// A pattern is held against the whole text of an entry, never a part of it; what may follow is written .*
//
//   <CLIENT>  the client as Postfix writes it: name[address], perhaps with :port
//   <ADDR>    an address alone
//   <QID>     NOQUEUE, or the queue id once a recipient has been accepted
//
// Whatever a client can say (HELO, addresses, user names) stands behind its address. So keep everything in front of
// <CLIENT> narrow: the address that counts is then always the one that Postfix itself has put there.
//
// After an edit: postwarden check, then postwarden reload.

jail('postfix') {
    unit 'postfix.service', 'postfix@*.service'
    user 'postfix'                                             // programs that Postfix runs for others cannot pose as it
    identifier ~/postfix.*\/(smtpd|postscreen|anvil)/          // of any instance; never postfix/smtp: it quotes other servers

    maxRetry 2
    findTime 24.hours
    banTime 7.days

    // Who has logged in is a user with a problem. Postfix 3.10 and later say so at the end of a rejection. Only plain
    // addresses in front of it are believed: a quoted one could hold the very same words.
    ignore ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [0-9]+ [0-9.]+ (<[^ <>"]*>: )?[^<>]*; from=<[^ <>"]*>( to=<[^ <>"]*>)? proto=E?SMTP( helo=<[^ <>]*>)? sasl_method=[^ <>]+ sasl_username=[^ <>]+( sasl_sender=[^ <>]*)?/

    // Whoever logs in, or has mail accepted, may be let off for what it did before. Off as shipped: an attacker who has one
    // valid account, or who may deliver one mail, clears itself as often as it likes. Delete the word off to switch it on.
    // Postfix writes these entries once the first recipient is accepted.

    forgive('login') {
        off
        about 'A login succeeded, and mail was accepted.'
        match ~/<QID>: client=<CLIENT>, sasl_method=.*/

        example '9C2F01E0A1B: client=home.isp.example[203.0.113.9], sasl_method=PLAIN, sasl_username=alice@d.example', offender: '203.0.113.9'
        harmless '9C2F01E0A1B: client=mx.b.example[203.0.113.9]'
        harmless 'warning: home.isp.example[203.0.113.9]: SASL PLAIN authentication failed: authentication failure, sasl_username=alice@d.example'
    }

    forgive('delivery') {
        off
        about 'Mail was accepted.'
        match ~/<QID>: client=<CLIENT>/

        example '9C2F01E0A1B: client=mx.b.example[203.0.113.9]', offender: '203.0.113.9'
        example '4Tz1Yk3m9Qz2Xd: client=mx.b.example[2001:db8:5:6::7]:40312', offender: '2001:db8:5:6::/64'
        // Handed on by a proxy or filter: that is not the client.
        harmless '9C2F01E0A1B: client=localhost[127.0.0.1], orig_queue_id=4Tz1Yk3m9Qz2Xd, orig_client=mx.b.example[203.0.113.9]'
        harmless 'connect from mx.b.example[203.0.113.9]'
    }

    // Rejections. The code is a setting, so the text tells the kinds apart. The first rule that fits decides.

    rule('rcpt-no-reverse-dns') {
        about 'The client has no host name: its address does not resolve to a name, or not back again.'
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.7\.\d+ Client host rejected: cannot find your (reverse )?hostname.*/
        storm                                                  // our own resolver down: all have no name

        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 450 4.7.1 Client host rejected: cannot find your hostname, [203.0.113.9]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: RCPT from unknown[2001:db8::9]:40312: 550 5.7.25 Client host rejected: cannot find your reverse hostname, [2001:db8::9]; from=<> to=<c@d.example> proto=SMTP', offender: '2001:db8::/64'
        harmless 'NOQUEUE: reject_warning: RCPT from unknown[203.0.113.9]: 450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>'
        harmless 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example> sasl_method=PLAIN sasl_username=alice'
    }

    rule('rcpt-dnsbl') {
        about 'The client, or a name it gave, is on a blocklist.'
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.7\.\d+ Service unavailable; (Unverified )?(Client host|client|Helo command|Sender address|Recipient address) \[[^\[\]]*\] blocked using (?<zone>[^ ;]+).*/
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.7\.\d+ Service unavailable; (Unverified )?(Client host|client|Helo command|Sender address|Recipient address) \[.*? blocked using .*/
        storm by: 'zone'                                       // a list that shuts down may name everybody

        example 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using bl.example; see https://bl.example/203.0.113.9; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 454 4.7.1 Service unavailable; Sender address [a@b.example] blocked using dbl.example; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: RCPT from [203.0.113.9]:40312: 550 5.7.1 Service unavailable; client [203.0.113.9] blocked using bl.example; from=<a@b.example>, to=<c@d.example>, proto=ESMTP, helo=<e.example>', offender: '203.0.113.9', identifier: 'postfix/postscreen'
        harmless 'NOQUEUE: milter-reject: RCPT from mx.b.example[203.0.113.9]: 554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using bl.example; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>'
        harmless 'NOQUEUE: reject: CONNECT from [203.0.113.9]:40312: all server ports busy', identifier: 'postfix/postscreen'
    }

    rule('rcpt-helo-not-found') {
        about 'The name in HELO does not exist.'
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.7\.\d+ <.*?>: Helo command rejected: Host not found.*/
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: 450 4\.7\.1 <[^ >]*(; from=<.*)?/        // a name so long that the rest was cut off
        storm

        example 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 450 4.7.1 <nosuch.example>: Helo command rejected: Host not found; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<nosuch.example>', offender: '203.0.113.9'
        example '9C2F01E0A1B: reject: RCPT from mx.b.example[203.0.113.9]: 450 4.7.1 <nosuch.example>: Helo command rejected: Host not found; from=<> to=<c@d.example> proto=ESMTP helo=<nosuch.example>', offender: '203.0.113.9'
        harmless 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 450 4.7.1 <c@d.example>: Recipient address rejected: try again later; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>'
    }

    rule('vrfy-unknown-user') {
        about 'The client asks (VRFY) who exists here.'
        match ~/<QID>: reject: VRFY from <CLIENT>: 550 5\.1\.1 .*/
        match ~/<QID>: reject: VRFY from <CLIENT>: [45]\d\d [45]\.1\.\d .*?: Recipient address rejected: User unknown.*/

        example 'NOQUEUE: reject: VRFY from unknown[203.0.113.9]: 550 5.1.1 <root@d.example>: Recipient address rejected: User unknown in local recipient table; to=<root@d.example> proto=SMTP', offender: '203.0.113.9'
        example 'NOQUEUE: reject: VRFY from unknown[203.0.113.9]: 450 4.1.1 <root@d.example>: Recipient address rejected: User unknown in virtual mailbox table; to=<root@d.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        harmless 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 550 5.1.1 <old@d.example>: Recipient address rejected: User unknown in local recipient table; from=<a@b.example> to=<old@d.example> proto=ESMTP helo=<e.example>'
    }

    rule('rcpt-malformed-504') {
        about 'The client gives names and addresses that no mail server would give.'
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: 504 5\.5\.2 .*/
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.5\.2 .*?: (Helo command|Sender address|Recipient address) rejected: need fully-qualified .*/

        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<localhost>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: MAIL from unknown[203.0.113.9]: 450 4.5.2 <root>: Sender address rejected: need fully-qualified address; from=<root> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        harmless 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 501 5.5.2 <a b>: Helo command rejected: Invalid name; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<a?b>'
    }

    rule('rcpt-relay-denied-554') {
        about 'The client wants to send its mail through this server, or to what this server refuses for good.'
        match ~/<QID>: reject: RCPT from <CLIENT>: 554 5\.7\.1 .*/
        match ~/<QID>: reject: [A-Z-]+ from <CLIENT>: [45]\d\d [45]\.7\.1 <.*?>: Relay access denied.*/
        match ~/<QID>: reject: RCPT from <CLIENT>: 454 4\.7\.1 <[^>]*(; from=<.*)?/            // an address so long that the rest was cut off
        storm                                                  // a broken setting or policy service refuses everybody

        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <v@elsewhere.example>: Relay access denied; from=<a@b.example> to=<v@elsewhere.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        example 'NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 454 4.7.1 <v@elsewhere.example>: Relay access denied; from=<a@b.example> to=<v@elsewhere.example> proto=SMTP helo=<e.example>', offender: '203.0.113.9'
        example '4Tz1Yk3m9Qz2Xd: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <unknown[203.0.113.9]>: Client host rejected: Access denied; from=<a@b.example> to=<"v w"@elsewhere.example> proto=ESMTP helo=<e.example>', offender: '203.0.113.9'
        harmless 'NOQUEUE: reject: RCPT from mx.b.example[203.0.113.9]: 450 4.2.0 <c@d.example>: Recipient address rejected: Greylisted; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<e.example>'
        harmless 'NOQUEUE: reject: RCPT from home.isp.example[203.0.113.9]: 554 5.7.1 <v@elsewhere.example>: Relay access denied; from=<alice@d.example> to=<v@elsewhere.example> proto=ESMTP helo=<laptop> sasl_method=PLAIN sasl_username=alice'
    }

    // The dialogue itself.

    rule('command-pipelining') {
        about 'The client talks without waiting for answers.'
        match ~/(<QID>: )?improper command pipelining after [A-Z-]+ from <CLIENT>(:.*)?/

        example 'improper command pipelining after EHLO from unknown[203.0.113.9]', offender: '203.0.113.9'
        example 'improper command pipelining after CONNECT from unknown[203.0.113.9]: GET / HTTP/1.1\\r\\nHost: x', offender: '203.0.113.9'
        harmless 'improper command pipelining after EHLO from unknown[unknown]: QUIT\\r\\n'
    }

    rule('lost-connection') {
        about 'The client went away in the middle of the dialogue.'
        match ~/(<QID>: )?lost connection after [A-Z-]+ from <CLIENT>:?/        // not DATA (n bytes): that is mail on a bad line

        example 'lost connection after AUTH from unknown[203.0.113.9]', offender: '203.0.113.9'
        example 'NOQUEUE: lost connection after CONNECT from unknown[2001:db8::9]:40312', offender: '2001:db8::/64'
        harmless 'lost connection after CONNECT from unknown[unknown]'
        harmless 'lost connection after DATA (34816 bytes) from mx.b.example[203.0.113.9]'
        harmless '9C2F01E0A1B: lost connection after BDAT (8192 bytes) from mx.b.example[203.0.113.9]'
    }

    rule('sasl-auth-failed') {
        about 'The client tried to log in and failed.'
        match ~/warning: <CLIENT>: SASL .*? authentication failed.*/
        // Our own authentication server is to blame, not the client. The mechanism is the client's word and could pretend to
        // such a reason: it then has blanks, or more colons follow.
        ignore ~/warning: <CLIENT>: SASL [^ ]+ authentication failed: (Connection lost to authentication server|Can't connect to authentication server|generic failure|transient failure( \(e\.g\., weak key\))?|no memory available|remote authentication server unavailable|SASL library is not initialized)(, sasl_username=[^ ]*)?/
        ignore ~/warning: <CLIENT>: SASL [^ ]+ authentication failed: ([Aa]uthentication backend|[Ii]nternal|[Tt]emporary)(: )?[^:]*/

        example 'warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6', offender: '203.0.113.9'
        example 'warning: unknown[203.0.113.9]: SASL PLAIN authentication failed: authentication failure, sasl_username=alice@d.example', offender: '203.0.113.9'
        example 'warning: unknown[203.0.113.9]: SASL NTLM authentication failed', offender: '203.0.113.9'
        example 'warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: authentication failure, sasl_username=x: Connection lost to authentication server', offender: '203.0.113.9'
        harmless 'warning: mx.b.example[203.0.113.9]: SASL LOGIN authentication failed: Connection lost to authentication server'
        harmless 'warning: mx.b.example[203.0.113.9]: SASL PLAIN authentication failed: generic failure, sasl_username=alice@d.example'
        harmless 'warning: SASL authentication failure: Password verification failed'
    }

    rule('connection-rate') {
        about 'The client connects far too often.'
        match ~/statistics: max connection rate (?<rate>\d+)\/(?<seconds>\d+)s for \(((\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:.]+\]):)?[\w-]+:<ADDR>\).*/
        match ~/warning: Connection (rate|concurrency) limit exceeded: \d+ from <CLIENT> for service .*/
        // anvil names the busiest client of each period, however quiet it was: 30 connections and more are many, at 30 a
        // minute and more. A limit of Postfix's own is a limit.
        when { !has('rate') || number('rate') >= 30 && number('rate') * 60 >= 30 * number('seconds') }

        example 'statistics: max connection rate 30/60s for (smtp:203.0.113.9) at Nov 24 10:00:00', offender: '203.0.113.9', identifier: 'postfix/anvil'
        example 'statistics: max connection rate 90/60s for (submission:2001:db8:5:6:7000::/84) at Nov 24 10:00:00', offender: '2001:db8:5:6::/64', identifier: 'postfix/anvil'
        example 'statistics: max connection rate 90/60s for ([2001:db8::25]:smtp:2001:db8:5:6::7) at Nov 24 10:00:00', offender: '2001:db8:5:6::/64', identifier: 'postfix/anvil'
        example 'warning: Connection rate limit exceeded: 12 from unknown[203.0.113.9] for service smtp', offender: '203.0.113.9'
        example 'warning: Connection concurrency limit exceeded: 51 from unknown[203.0.113.9] for service 192.0.2.1:smtp', offender: '203.0.113.9'
        harmless 'statistics: max connection rate 1/60s for (smtp:203.0.113.9) at Nov 24 10:00:00', identifier: 'postfix/anvil'
        harmless 'statistics: max connection rate 40/600s for (smtp:203.0.113.9) at Nov 24 10:00:00', identifier: 'postfix/anvil'
        harmless 'statistics: max connection rate 90/60s for (smtp:unknown) at Nov 24 10:00:00', identifier: 'postfix/anvil'
        harmless 'statistics: max connection count 90 for (smtp:203.0.113.9) at Nov 24 10:00:00', identifier: 'postfix/anvil'
    }
}
