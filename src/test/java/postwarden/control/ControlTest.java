package postwarden.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postwarden.LedgerException;
import postwarden.Refusal;

/** Both ends of a real socket. */
class ControlTest {
    @TempDir private Path directory;
    private final List<String> callers = new CopyOnWriteArrayList<>();
    private Path socket;
    private ControlServer server;

    @BeforeEach
    void open() {
        socket = directory.resolve("run/control.sock");
        server = ControlServer.open(socket, this::answer);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Object answer(Request request, String caller) {
        callers.add(caller);
        return switch (request) {
            case Request.Unban unban -> new BanReply(unban.addresses(), List.of("é"));
            case Request.Why why ->
                    throw new Refusal(Refusal.Kind.BAD_INPUT, "no " + why.address());
            case Request.Status status -> throw new LedgerException("the disk is full", null);
            case Request.Bans bans -> new BanReport[0];
            case Request.Ban ban -> throw new IllegalStateException("a defect");
            case Request.Reload reload ->
                    ReloadReply.refused(
                            Refusal.Kind.BAD_INPUT,
                            List.of("a:1: no rule"),
                            List.of("ledger.file"));
        };
    }

    @Test
    void aRequestIsAnswered() {
        List<String> many =
                IntStream.range(0, 20_000).mapToObj(i -> "203.0.113." + i % 250).toList();
        BanReply reply = client().ask(new Request.Unban(many), BanReply.class);
        assertEquals(new BanReply(many, List.of("é")), reply);
        assertEquals(List.of(System.getProperty("user.name")), callers);
    }

    @Test
    void aRefusalArrivesAsOne() {
        Refusal refusal =
                assertThrows(
                        Refusal.class, () -> client().ask(new Request.Why("x"), WhyReport.class));
        assertEquals(Refusal.Kind.BAD_INPUT, refusal.kind());
        assertEquals("no x", refusal.getMessage());
    }

    @Test
    void aReloadsReplyArrivesWhole() {
        assertEquals(
                ReloadReply.refused(
                        Refusal.Kind.BAD_INPUT, List.of("a:1: no rule"), List.of("ledger.file")),
                client().ask(new Request.Reload(true), ReloadReply.class));
    }

    @Test
    void whatIsBrokenIsSaidInASentence() {
        assertEquals("the disk is full", refused(new Request.Status()));
        assertTrue(refused(new Request.Ban("x", null, null, false)).contains("a defect"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "no JSON",
                "[]",
                "{}",
                "{\"command\":\"dance\"}",
                "{\"command\":\"why\"}",
                "{\"command\":\"unban\"}",
                "{\"command\":\"unban\",\"addresses\":[null]}",
                "{\"command\":\"ban\",\"force\":true}",
                "{\"command\":\"status\"} {\"command\":\"status\"}",
                "",
            })
    void whatIsNoRequestIsAnsweredSo(String line) throws IOException {
        String reply = say(line + "\n");
        assertTrue(reply.startsWith("{\"refused\":\"no request: "), reply);
        assertTrue(reply.contains("\"kind\":\"USAGE\""), reply);
    }

    @Test
    void aRequestThatDoesNotEndIsCutOff() {
        assertThrows(IOException.class, () -> say("x".repeat(2 << 20)));
        assertEquals(0, client().ask(new Request.Bans(false), BanReport[].class).length);
    }

    @Test
    void onlyOwnerAndGroupMayAsk() throws IOException {
        assertEquals(
                "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void aDeadDaemonsSocketIsReplacedALiveOnesIsNot() throws IOException {
        Refusal refusal =
                assertThrows(Refusal.class, () -> ControlServer.open(socket, this::answer));
        assertEquals(Refusal.Kind.UNAVAILABLE, refusal.kind());
        server.close();
        Files.createFile(socket);
        server = ControlServer.open(socket, this::answer);
        assertEquals(0, client().ask(new Request.Bans(false), BanReport[].class).length);
    }

    @Test
    void withoutADaemonTheClientSaysSo() {
        server.close();
        assertTrue(refused(new Request.Status()).contains("no daemon answers"));
    }

    private String refused(Request request) {
        return assertThrows(Refusal.class, () -> client().ask(request, BanReply.class))
                .getMessage();
    }

    private ControlClient client() {
        return new ControlClient(socket);
    }

    private String say(String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            return new String(Wire.readLine(channel, 1 << 20), StandardCharsets.UTF_8);
        }
    }
}
