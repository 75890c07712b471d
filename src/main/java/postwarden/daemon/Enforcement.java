package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.Ban;
import postwarden.Ends;
import postwarden.Firewall;
import postwarden.Firewall.Difference;
import postwarden.FirewallException;
import postwarden.Network;
import postwarden.engine.Warden;

/**
 * Keeps the kernel as the ledger wants it: adds what a turn bans, compares, heals. The watch's
 * thread only. A kernel that refuses stops nothing: what is missing is added with the next
 * comparison.
 */
final class Enforcement {
    /** So many networks take a few milliseconds: the watch goes on between two slices. */
    private static final int SLICE = 1000;

    /** At start nothing else waits: as many as one transaction takes. */
    private static final int RESTORE_SLICE = 5000;

    /** Longer than to compare 100,000; a larger set is compared while the journal is read. */
    private static final long RESTORE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);

    private final Firewall firewall;
    private final Warden warden;
    private final Deque<Network> missing = new ArrayDeque<>();
    private final Set<Network> extra = new LinkedHashSet<>();
    private final List<IntConsumer> asking = new ArrayList<>();
    private final List<IntConsumer> waiting = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();
    private boolean comparing;
    private boolean again;
    private Instant failed = Instant.EPOCH;

    /** After a failure; doubles with each. */
    private Duration patience = FIRST;

    private int lastEnforced;
    private long healed;

    Enforcement(Firewall firewall, Warden warden) {
        this.firewall = firewall;
        this.warden = warden;
    }

    /**
     * At start, before anything is read: adds all that the kernel lacks.
     *
     * @param step run between two parts of it
     */
    void restore(Instant now, Runnable step) {
        attempt(() -> restoreAll(now, step));
    }

    void ban(List<Ban> bans, Instant now) {
        Ends add = Ends.of(bans.stream(), now);
        if (!add.isEmpty()) {
            attempt(() -> firewall.apply(add, Set.of(), now));
        }
    }

    void unban(List<Ban> lifted, Instant now) {
        Set<Network> remove = new HashSet<>();
        lifted.forEach(ban -> remove.addAll(ban.networks()));
        remove.removeAll(expected(now).keySet());
        if (!remove.isEmpty()) {
            attempt(() -> firewall.apply(Map.of(), remove, now));
        }
    }

    void befriend(Set<Network> friends) {
        attempt(() -> firewall.befriend(friends));
    }

    /** Once a turn. {@code settled}: all of the journal is judged and committed. */
    void heal(Instant now, boolean settled) {
        boolean pausing = Duration.between(failed, now).abs().compareTo(patience) < 0;
        if (!pausing && !attempt(() -> healStep(now, settled))) {
            failed = now;
            patience = patience.multipliedBy(2);
            patience = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
        }
    }

    /** The clock jumped: what the kernel totals down no longer ends when it should. */
    void compareSoon() {
        again = true;
    }

    /** Tells how many of the expected networks the kernel holds, as soon as it has been asked. */
    void whenCompared(IntConsumer answer) {
        asking.add(answer);
        again = true;
    }

    /** How many expected and other networks the kernel held when it was last compared. */
    int lastEnforced() {
        return lastEnforced;
    }

    int expectedNetworks(Instant now) {
        return expected(now).size();
    }

    /** False for the backend {@code none}. */
    boolean enforces() {
        return !firewall.name().equals("none");
    }

    String firewallName() {
        return firewall.name();
    }

    List<String> firewallWarnings() {
        return firewall.warnings();
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** How many networks have been put back or taken out since the start. */
    long healed() {
        return healed;
    }

    private void restoreAll(Instant now, Runnable step) {
        Ends expected = expected(now);
        int restored;
        do {
            compareNow(now, step);
            restored = missing.size();
            if (restored > 0) {
                LOG.info("bans put back into the kernel: {}", restored);
            }
            while (!missing.isEmpty()) {
                add(RESTORE_SLICE, expected, now);
                step.run();
            }
        } while (restored > 0 && lastEnforced + restored < expected.size());
    }

    private void compareNow(Instant now, Runnable step) {
        compare(now);
        long start = System.nanoTime();
        while (comparing && System.nanoTime() - start < RESTORE_NANOS) {
            firewall.difference().ifPresent(difference -> take(difference, now));
            step.run();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void healStep(Instant now, boolean settled) {
        firewall.difference().ifPresent(difference -> takeAndTell(difference, now));
        if (!comparing && (again || firewall.mayDiffer())) {
            compare(now);
        }
        addSlice(now);
        if (settled) {
            removeSlice(now);
        }
    }

    private void compare(Instant now) {
        again = false;
        comparing = true;
        waiting.addAll(asking);
        asking.clear();
        firewall.compare(expected(now), now);
    }

    private void takeAndTell(Difference difference, Instant now) {
        take(difference, now);
        boolean differs = difference.frameBroken() || !missing.isEmpty() || !extra.isEmpty();
        if (differs && trouble.isEmpty()) {
            LOG.atWarn()
                    .setMessage("firewall differs from the ledger: healing")
                    .addKeyValue("frame", difference.frameBroken() ? "broken" : "whole")
                    .addKeyValue("missing", missing.size())
                    .addKeyValue("extra", extra.size())
                    .log();
        }
    }

    private void take(Difference difference, Instant now) {
        comparing = false;
        Ends expected = expected(now);
        missing.clear();
        extra.clear();
        difference.missing().stream().filter(expected::containsKey).forEach(missing::add);
        extra.addAll(difference.extra());
        extra.removeAll(expected.keySet());
        if (difference.frameBroken()) {
            firewall.repair();
        }
        lastEnforced = difference.enforced();
        waiting.forEach(answer -> answer.accept(lastEnforced));
        waiting.clear();
        if (difference.isNone()) {
            trouble = Optional.empty();
            patience = FIRST;
        }
    }

    private void addSlice(Instant now) {
        if (!missing.isEmpty()) {
            healed += add(SLICE, expected(now), now);
        }
    }

    private int add(int most, Ends expected, Instant now) {
        Map<Network, Instant> slice = new HashMap<>();
        for (int i = 0; i < most && !missing.isEmpty(); i++) {
            Network network = missing.poll();
            Instant end = expected.get(network);
            if (end != null) {
                slice.put(network, end);
            }
        }
        firewall.apply(slice, Set.of(), now);
        return slice.size();
    }

    private void removeSlice(Instant now) {
        if (extra.isEmpty()) {
            return;
        }
        Set<Network> slice = new HashSet<>(extra);
        slice.removeAll(expected(now).keySet());
        firewall.apply(Map.of(), slice, now);
        healed += slice.size();
        extra.clear();
    }

    private boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (FirewallException refused) {
            if (trouble.isEmpty()) {
                LOG.error("firewall: {}; bans are kept and tried again", refused.getMessage());
            }
            trouble = Optional.of(refused.getMessage());
            comparing = false;
            again = true;
            return false;
        }
    }

    private Ends expected(Instant now) {
        return Ends.of(warden.bans(now), now);
    }
}
