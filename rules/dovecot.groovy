// Login failures of Dovecot: IMAP, POP3, submission, ManageSieve. Not enabled as shipped. Try it on your own history first:
//
//   postwarden replay --rules /etc/postwarden/rules
//
// then add 'dovecot' to [rules] enable.
//
// The entries are those of Dovecot's login processes, written when a connection ends, as login_log_format_elements has
// them unless you changed it (2.1 to 2.4). What auth_verbose=yes adds is about the same logins, and not counted.

jail('dovecot') {
    unit 'dovecot.service'
    user 'root'                                                // Dovecot's log process writes for all others
    identifier 'dovecot'

    // A phone with an old password fails all day. Give its owner time, and guessers none.
    maxRetry 10
    findTime 1.hour
    banTime 12.hours

    // The user's name and the mechanism are the client's words, and stand in front of the address: a name may be
    //
    //   x>, method=PLAIN, rip=203.0.113.250, lip=192.0.2.1, session=<
    //
    // So the address is found from the end: nothing that may follow it can hold another ', rip='. Keep it so.

    rule('dovecot-guessing') {
        about 'Many passwords were tried in one connection.'
        match ~/(imap|pop3|submission|managesieve)-login: [^<>]*\(auth failed, ([3-9]|\d\d+) attempts( in \d+ secs)?\)( \([a-z_]+\))?: user=<.*, rip=<ADDR>, lip=[0-9A-Fa-f:.]+(, mpid=\d+)?(, (TLS|secured)[^<>,=]*)*(, session=<[A-Za-z0-9+\/=]*>)?/
        silence 'loose-front', 'The address is certain from the end of the entry: see above.'
        weight 3

        example 'imap-login: Disconnected: Too many invalid commands (auth failed, 3 attempts in 12 secs): user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>', offender: '203.0.113.9'
        example 'pop3-login: Disconnected: Inactivity (auth failed, 12 attempts in 171 secs): user=<bob@d.example>, method=PLAIN, rip=2001:db8:5:6::7, lip=2001:db8::25, session=<3JZzgk0USwAly9Zo>', offender: '2001:db8:5:6::/64'
        harmless 'imap-login: Login: user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, mpid=4711, TLS, session=<eGg3gk0UWgAly9Zo>'
    }

    rule('dovecot-auth-failed') {
        about 'A login failed.'
        match ~/(imap|pop3|submission|managesieve)-login: [^<>]*\(auth failed, \d+ attempts( in \d+ secs)?\)( \([a-z_]+\))?: user=<.*, rip=<ADDR>, lip=[0-9A-Fa-f:.]+(, mpid=\d+)?(, (TLS|secured)[^<>,=]*)*(, session=<[A-Za-z0-9+\/=]*>)?/
        silence 'loose-front', 'The address is certain from the end of the entry: see above.'

        // 2.1, 2.2, 2.3, 2.4
        example 'pop3-login: Aborted login (auth failed, 1 attempts): user=<admin>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1', offender: '203.0.113.9'
        example 'imap-login: Disconnected (auth failed, 1 attempts in 9 secs): user=<test@d.example>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS: Disconnected, session=<eGg3gk0UWgAly9Zo>', offender: '203.0.113.9'
        example 'imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>', offender: '203.0.113.9'
        example 'managesieve-login: Login aborted: Logged out (auth failed, 1 attempts in 2 secs) (auth_failed): user=<alice>, method=PLAIN, rip=2001:db8:5:6::7, lip=2001:db8::25, TLS, session=<eGg3gk0UWgAly9Zo>', offender: '2001:db8:5:6::/64'
        example 'submission-login: Disconnected: Connection closed: read(size=1024) failed: Connection reset by peer (auth failed, 1 attempts in 2 secs): user=<>, method=LOGIN, rip=203.0.113.9, lip=192.0.2.1, session=<eGg3gk0UWgAly9Zo>', offender: '203.0.113.9'
        // a name that poses as the rest of an entry
        example 'imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<x>, method=PLAIN, rip=203.0.113.250, lip=192.0.2.1, session=<>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>', offender: '203.0.113.9'
        // no login was tried, or the server is to blame
        harmless 'imap-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, rip=203.0.113.9, lip=192.0.2.1, TLS handshaking: SSL_accept() failed: error:0A00009B:SSL routines::https proxy request, session=<eGg3gk0UWgAly9Zo>'
        harmless 'imap-login: Disconnected: Connection closed (auth service reported temporary failure): user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>'
        harmless 'imap-login: Disconnected: Connection closed (auth process communication failure): user=<alice>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>'
        harmless 'imap-login: Disconnected: Connection closed (client didn\'t finish SASL auth, waited 2 secs): user=<>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<eGg3gk0UWgAly9Zo>'
        harmless 'imap(alice)<4711><eGg3gk0UWgAly9Zo>: Disconnected: Logged out in=1 out=2'
        harmless 'auth-worker(4711): conn unix:auth-worker (pid=4712,uid=97): auth-worker<1>: sql(alice,203.0.113.9): Password mismatch'
    }
}
