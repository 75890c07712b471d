package postwarden.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postwarden.OffenderSize;
import postwarden.Policy;
import postwarden.Refusal;
import postwarden.StormBrake;
import postwarden.Trust;
import postwarden.control.BanReply;
import postwarden.control.ControlServer;
import postwarden.control.Desk;
import postwarden.control.Request;
import postwarden.engine.Warden;
import postwarden.firewall.Firewalls;
import postwarden.friends.FriendWatch;
import postwarden.ledger.SqliteLedger;
import postwarden.testing.FuzzTarget;
import postwarden.testing.TestingRuleBook;

/** Any bytes to the control socket, behind which somebody bans and unbans by hand. */
public final class ControlTarget implements FuzzTarget, Desk {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final OffenderSize SIZE = OffenderSize.DEFAULT;

    private final UnixDomainSocketAddress socket;
    private final HandBans handBans;

    public ControlTarget() throws IOException {
        Path scratch = FuzzTarget.scratch();
        Warden warden =
                new Warden(
                        TestingRuleBook.of(Policy.DEFAULT),
                        new Trust.Anyone(),
                        SIZE,
                        StormBrake.DEFAULT,
                        Optional.empty(),
                        10);
        handBans =
                new HandBans(
                        warden,
                        SqliteLedger.open(scratch.resolve("ledger.db")),
                        new Enforcement(Firewalls.open("none", Set.of(), SIZE), warden),
                        new FriendWatch(
                                new FriendWatch.Sources(List.of(), false, false, false),
                                Optional.empty()),
                        new Naming(SIZE),
                        TestingRuleBook.of(Policy.DEFAULT),
                        InstantSource.fixed(NOW));
        socket = UnixDomainSocketAddress.of(scratch.resolve("control.sock"));
        ControlServer.open(socket.getPath(), this);
    }

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "{\"command\":\"status\"}\n",
                        "{\"command\":\"bans\",\"all\":true}\n",
                        "{\"command\":\"ban\",\"address\":\"2001:db8::1\",\"duration\":\"2h\",\"reason\":\"x\"}\n",
                        "{\"command\":\"ban\",\"address\":\"0.0.0.0/0\",\"force\":true}\n",
                        "{\"command\":\"unban\",\"addresses\":[\"203.0.113.9\",\"10.0.0.0/8\"]}\n",
                        "{\"command\":\"why\",\"address\":\"64:ff9b::1.2.3.4\"}\n",
                        "{\"command\":\"reload\",\"drop\":false}\n",
                        "null\n"));
    }

    /** Each line is answered, unless the caller hung up before its end. */
    @Override
    public void take(byte[] input) throws IOException {
        try (SocketChannel caller = SocketChannel.open(socket)) {
            caller.write(ByteBuffer.wrap(input));
            caller.shutdownOutput();
            String reply = new String(Channels.newInputStream(caller).readAllBytes(), UTF_8);
            boolean isLine = input.length > 0 && input[input.length - 1] == '\n';
            assertTrue(reply.startsWith("{") == isLine, reply);
            assertFalse(reply.startsWith("{\"refused\":\"an error of the daemon's"), reply);
        }
    }

    @Override
    public synchronized Object answer(Request request, String caller) {
        return switch (request) {
            case Request.Ban asked -> handBans.ban(asked, caller);
            case Request.Unban asked -> {
                handBans.requireNames(asked);
                yield handBans.unban(asked, caller);
            }
            case Request.Why asked -> new Naming(SIZE).named(asked.address()).notes();
            case Request.Status asked -> new BanReply(List.of(), List.of());
            case Request.Bans asked -> new BanReply(List.of(), List.of());
            case Request.Reload asked -> throw new Refusal(Refusal.Kind.BAD_INPUT, "not here");
        };
    }
}
