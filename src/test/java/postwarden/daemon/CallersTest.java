package postwarden.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Refusal;
import postwarden.control.BanReply;
import postwarden.control.BanReport;
import postwarden.control.Request;
import postwarden.control.StatusReport;
import postwarden.testing.Faults;
import postwarden.testing.TestingDaemon;

/** Whoever calls, and however: bans do not wait for callers. */
@Faults
class CallersTest {
    private static final int CALLERS = 100;
    private static final int BANS = Faults.Rounds.of(20, 500);
    private static final long DRIP_NANOS = 20_000_000;

    @TempDir private Path directory;
    private TestingDaemon guard;
    private final AtomicBoolean calling = new AtomicBoolean(true);
    private final AtomicInteger connected = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        guard = new TestingDaemon(directory);
        guard.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        calling.set(false);
        for (Thread caller : callers) {
            caller.interrupt();
            caller.join();
        }
        guard.close();
    }

    /** They take all places, and take them again as soon as they are thrown out. */
    @Test
    void aHundredSlowOrSilentCallersDelayNoBan() throws InterruptedException {
        for (int i = 0; i < CALLERS; i++) {
            boolean silent = i % 2 == 0;
            callers.add(Thread.ofVirtual().start(() -> hold(silent)));
        }
        guard.await("the callers", () -> connected.get() >= 32);
        for (int i = 0; i < BANS; i++) {
            String client = client(i);
            TestingDaemon.twoStrikes(client).forEach(guard::log);
            guard.await("the ban", () -> kernelHolds(client));
            assertTrue(connected.get() > 0, "they are still there");
        }
        close(callers);
        guard.await("an answer", this::isAnswered);
        assertEquals(BANS, bans());
    }

    /** The watch answers what was asked before a turn, not what is asked without end. */
    @Test
    void callersWhoAskWithoutEndDelayNoBan() throws InterruptedException {
        AtomicInteger answers = new AtomicInteger();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> ask(answers)));
        }
        guard.await("answers", () -> answers.get() > CALLERS);
        for (int i = 0; i < BANS; i++) {
            String client = client(i);
            TestingDaemon.twoStrikes(client).forEach(guard::log);
            guard.await("the ban", () -> kernelHolds(client));
        }
        close(callers);
        assertEquals(BANS, bans());
    }

    @Test
    void manyUnbansAreDoneInSlicesAndMoreAreRefused() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TestingDaemon.twoStrikes(client(i)).forEach(guard::log);
            many.add(client(i));
        }
        guard.judged();
        assertEquals(60, bans());
        List<String> bad = new ArrayList<>(many);
        bad.add("no address");
        assertThrows(Refusal.class, () -> guard.ask(new Request.Unban(bad), BanReply.class));
        assertEquals(60, bans(), "nothing has changed");
        BanReply reply = guard.ask(new Request.Unban(many), BanReply.class);
        assertEquals(many, reply.offenders());
        assertEquals(0, bans());
        List<String> tooMany = Collections.nCopies(1001, "203.0.113.9");
        Refusal refusal =
                assertThrows(
                        Refusal.class, () -> guard.ask(new Request.Unban(tooMany), BanReply.class));
        assertEquals("more than 1000 addresses at once", refusal.getMessage());
    }

    /** Says nothing, or one letter now and then of a request that never ends. */
    private void hold(boolean silent) {
        ByteBuffer letter = ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8));
        while (calling.get()) {
            try (SocketChannel channel = connect()) {
                connected.incrementAndGet();
                try {
                    if (silent) {
                        channel.read(ByteBuffer.allocate(1)); // until it is cut off
                    }
                    while (!silent && calling.get()) {
                        channel.write(letter.rewind());
                        LockSupport.parkNanos(DRIP_NANOS);
                    }
                } finally {
                    connected.decrementAndGet();
                }
            } catch (IOException cutOff) {
                LockSupport.parkNanos(DRIP_NANOS);
            }
        }
    }

    private void ask(AtomicInteger answers) {
        while (calling.get()) {
            try {
                guard.ask(new Request.Status(), StatusReport.class);
                answers.incrementAndGet();
            } catch (Refusal turnedAway) {
                LockSupport.parkNanos(DRIP_NANOS);
            }
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("control.sock")));
    }

    private void close(List<Thread> threads) throws InterruptedException {
        calling.set(false);
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        threads.clear();
    }

    private boolean isAnswered() {
        try {
            return guard.ask(new Request.Status(), StatusReport.class).guarding();
        } catch (Refusal turnedAway) {
            return false;
        }
    }

    private int bans() {
        return guard.ask(new Request.Bans(false), BanReport[].class).length;
    }

    private boolean kernelHolds(String element) {
        return guard.command("nft", "list", "set", "inet", "postwarden", "banned4")
                .contains(element + " ");
    }

    private static String client(int number) {
        return "203.0." + number / 250 + "." + (1 + number % 250);
    }
}
