package postwarden.machine;

import java.io.IOException;

/** The ten failures, each as a client really does it. Each leaves one strike, and no other. */
enum Failure {
    NO_REVERSE_DNS("rcpt-no-reverse-dns", Kind.NAMELESS) {
        @Override
        void speak(Client client) throws IOException {
            reject(client, Client.NAME, "alice@d.example", "450 4.7.25");
        }
    },
    DNSBL("rcpt-dnsbl", Kind.LISTED) {
        @Override
        void speak(Client client) throws IOException {
            reject(client, Client.NAME, "alice@d.example", "554 5.7.1 Service unavailable");
        }
    },
    HELO_NOT_FOUND("rcpt-helo-not-found", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            reject(client, "nosuch.example", "alice@d.example", "450 4.7.1");
        }
    },
    VRFY("vrfy-unknown-user", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            Client.expect("250", client.say("EHLO " + Client.NAME));
            Client.expect("550 5.1.1", client.say("VRFY nosuch@d.example"));
        }
    },
    MALFORMED("rcpt-malformed-504", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            reject(client, "localhost", "alice@d.example", "504 5.5.2");
        }
    },
    RELAY("rcpt-relay-denied-554", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            reject(client, Client.NAME, "v@elsewhere.example", "554 5.7.1");
        }
    },
    PIPELINING("command-pipelining", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            client.send("EHLO " + Client.NAME + "\r\nNOOP\r\n");
            client.reply();
        }
    },
    LOST("lost-connection", Kind.NAMED) {
        @Override
        void speak(Client client) throws IOException {
            Client.expect("250", client.say("EHLO " + Client.NAME));
        }

        @Override
        void leave(Client client) {
            // The rudeness is to go without a word.
        }
    },
    SASL("sasl-auth-failed", Kind.NAMED) {
        @Override
        int port() {
            return Client.SMTPS;
        }

        @Override
        void speak(Client client) throws IOException {
            Client.expect("250", client.say("EHLO " + Client.NAME));
            Client.expect("535", client.login("alice", "guess"));
        }
    },
    RATE("connection-rate", Kind.NAMED) {
        @Override
        void provoke(String from) throws IOException {
            for (int each = 0; each < RATE_CONNECTIONS; each++) {
                super.provoke(from);
            }
        }

        @Override
        void speak(Client client) throws IOException {
            Client.expect("250", client.say("EHLO " + Client.NAME));
        }
    };

    /** Above the 30 a minute from which on the rule counts. */
    private static final int RATE_CONNECTIONS = 40;

    /** What DNS says of the client. */
    enum Kind {
        NAMED,
        NAMELESS,
        LISTED
    }

    private final String rule;
    private final Kind kind;

    Failure(String rule, Kind kind) {
        this.rule = rule;
        this.kind = kind;
    }

    String rule() {
        return rule;
    }

    Kind kind() {
        return kind;
    }

    int port() {
        return Client.SMTP;
    }

    abstract void speak(Client client) throws IOException;

    /** Once. */
    void provoke(String from) throws IOException {
        try (Client client = Client.connect(from, port())) {
            speak(client);
            leave(client);
        }
    }

    void leave(Client client) throws IOException {
        client.leavePolitely();
    }

    private static void reject(Client client, String helo, String recipient, String expected)
            throws IOException {
        Client.expect("250", client.say("EHLO " + helo));
        Client.expect("250", client.say("MAIL FROM:<a@b.example>"));
        Client.expect(expected, client.say("RCPT TO:<" + recipient + ">"));
    }
}
