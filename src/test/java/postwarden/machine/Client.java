package postwarden.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One SMTP connection to the machine, from an address of choice. */
final class Client implements AutoCloseable {
    static final int SMTP = 25;
    static final int SUBMISSION = 587;
    static final int SMTPS = 465;

    /** A name that exists. */
    static final String NAME = "ehlo.example";

    private static final int PATIENCE_MILLISECONDS = 20_000;

    private Socket socket;
    private BufferedReader replies;
    private long sentNanos;

    private Client(Socket socket) throws IOException {
        use(socket);
    }

    /** Connected and greeted; for SMTPS, by TLS. */
    static Client connect(String from, int port) throws IOException {
        return connect(from, port, PATIENCE_MILLISECONDS);
    }

    static Client connect(String from, int port, int patienceMilliseconds) throws IOException {
        Client client = new Client(open(from, port, patienceMilliseconds));
        try {
            if (port == SMTPS) {
                client.secure();
            }
            client.reply();
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static Socket open(String from, int port, int patienceMilliseconds) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            String server = from.contains(":") ? Machine.IPV6 : Machine.IPV4;
            socket.connect(new InetSocketAddress(server, port), patienceMilliseconds);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The last line of the answer. */
    String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        sentNanos = System.nanoTime();
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    String reply() throws IOException {
        String line;
        do {
            line = replies.readLine();
            if (line == null) {
                throw new IOException("the server hung up");
            }
        } while (line.startsWith("-", 3));
        return line;
    }

    /** {@link System#nanoTime} just before what was sent last was handed to the kernel. */
    long sentNanos() {
        return sentNanos;
    }

    void patience(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
    }

    void startTls() throws IOException {
        expect("220", say("STARTTLS"));
        secure();
        expect("250", say("EHLO " + NAME));
    }

    String login(String user, String password) throws IOException {
        String plain = "\0" + user + "\0" + password;
        return say(
                "AUTH PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** A whole message to alice. */
    void deliver(String body) throws IOException {
        expect("250", say("MAIL FROM:<friend@friends.example>"));
        expect("250", say("RCPT TO:<alice@d.example>"));
        expect("354", say("DATA"));
        expect("250", say("Subject: mail\r\n\r\n" + body + "\r\n."));
    }

    static void expect(String code, String reply) throws IOException {
        if (!reply.startsWith(code)) {
            throw new IOException("expected " + code + ", was told: " + reply);
        }
    }

    private void secure() throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        anyCertificate()
                                .getSocketFactory()
                                .createSocket(socket, Machine.IPV4, socket.getPort(), true);
        secured.startHandshake();
        use(secured);
    }

    private void use(Socket used) throws IOException {
        socket = used;
        replies =
                new BufferedReader(
                        new InputStreamReader(used.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** The machine's certificate is its own. */
    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With QUIT. A ban may be faster than the answer, which is well too. */
    void leavePolitely() throws IOException {
        send("QUIT\r\n");
        patience(500);
        try {
            reply();
        } catch (IOException gone) {
            // The farewell is not what counts.
        }
    }

    /** Without QUIT. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
