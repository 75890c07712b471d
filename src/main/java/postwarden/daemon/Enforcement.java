package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
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
    /** So many networks take a millisecond or two. */
    private static final int SLICE = 100;

    /** In each turn slices are begun for so long: the watch goes on in between. */
    private static final long HEALING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** At start nothing else waits: as many as one transaction takes. */
    private static final int RESTORE_SLICE = 5000;

    /** Longer than to compare 100,000; a larger set is compared while the journal is read. */
    private static final long RESTORE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);

    private final Firewall firewall;
    private final Warden warden;

    /** Of the last comparison; the next one uses its memory again. */
    private Ends expected = new Ends();

    private Iterator<Network> missing = Collections.emptyIterator();
    private Iterator<Network> extra = Collections.emptyIterator();
    private final List<IntConsumer> asking = new ArrayList<>();
    private final List<IntConsumer> waiting = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();
    private boolean comparing;
    private boolean again;
    private Instant failed = Instant.EPOCH;

    /** How long no comparison follows a failure; doubles each time. */
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
        Map<Network, Instant> add = new HashMap<>(Ends.of(bans.stream(), now));
        add.replaceAll(
                (network, end) -> warden.end(network, now).filter(end::isBefore).orElse(end));
        if (!add.isEmpty()) {
            attempt(() -> firewall.apply(add, Set.of(), now));
        }
    }

    void unban(List<Ban> lifted, Instant now) {
        Set<Network> remove = new HashSet<>();
        lifted.forEach(ban -> remove.addAll(ban.networks()));
        remove.removeIf(network -> warden.end(network, now).isPresent());
        if (!remove.isEmpty()) {
            attempt(() -> firewall.apply(Map.of(), remove, now));
        }
    }

    void befriend(Set<Network> friends) {
        attempt(() -> firewall.befriend(friends));
    }

    /**
     * Once a turn.
     *
     * @param settled all of the journal is judged and committed
     * @return whether there is more to heal at once
     */
    boolean heal(Instant now, boolean settled) {
        comparing = attempt(() -> compareStep(now), now) && comparing;
        long start = System.nanoTime();
        while (missing.hasNext() && System.nanoTime() - start < HEALING_NANOS) {
            attempt(() -> healed += add(SLICE, now), now);
        }
        while (settled && extra.hasNext() && System.nanoTime() - start < HEALING_NANOS) {
            attempt(() -> healed += remove(SLICE, now), now);
        }
        return missing.hasNext() || (settled && extra.hasNext());
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

    /** What should be in the kernel; worked out by whoever asks for the answer, on any thread. */
    Supplier<Ends> expected(Instant now) {
        return warden.ends(now, new Ends());
    }

    /** Whether the kernel holds every ban, as far as is known. */
    boolean isWhole() {
        return trouble.isEmpty() && !missing.hasNext();
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
        compareNow(now, step);
        int restored = 0;
        while (missing.hasNext()) {
            restored += add(RESTORE_SLICE, now);
            step.run();
        }
        if (restored > 0) {
            LOG.info("bans put back into the kernel: {}", restored);
        }
    }

    private void compareNow(Instant now, Runnable step) {
        compare(now);
        long start = System.nanoTime();
        while (comparing && System.nanoTime() - start < RESTORE_NANOS) {
            firewall.difference().ifPresent(this::take);
            step.run();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void compareStep(Instant now) {
        firewall.difference().ifPresent(this::takeAndTell);
        if (!comparing && !isPausing(now) && (again || firewall.mayDiffer())) {
            compare(now);
        }
    }

    private void compare(Instant now) {
        again = false;
        comparing = true;
        waiting.addAll(asking);
        asking.clear();
        if (missing.hasNext()) {
            expected = new Ends(); // what is still to be put back is read from the other
        }
        firewall.compare(warden.ends(now, expected), now);
    }

    private void takeAndTell(Difference difference) {
        if (!difference.isNone() && trouble.isEmpty()) {
            LOG.atWarn()
                    .setMessage("firewall differs from the ledger: healing")
                    .addKeyValue("frame", difference.frameBroken() ? "broken" : "whole")
                    .addKeyValue("missing", difference.missing().size())
                    .addKeyValue("extra", difference.extra().size())
                    .log();
        }
        take(difference);
    }

    private void take(Difference difference) {
        comparing = false;
        lastEnforced = difference.enforced();
        waiting.forEach(answer -> answer.accept(lastEnforced));
        waiting.clear();
        if (difference.isNone()) {
            trouble = Optional.empty();
            patience = FIRST;
        }
        if (difference.frameBroken()) {
            firewall.repair();
        }
        missing = difference.missing().iterator();
        extra = difference.extra().iterator();
    }

    /** Only what bans want by now. */
    private int add(int most, Instant now) {
        Map<Network, Instant> slice = new HashMap<>();
        for (int i = 0; i < most && missing.hasNext(); i++) {
            Network network = missing.next();
            warden.end(network, now).ifPresent(end -> slice.put(network, end));
        }
        firewall.apply(slice, Set.of(), now);
        return slice.size();
    }

    /** Only what no ban wants by now. */
    private int remove(int most, Instant now) {
        Set<Network> slice = new HashSet<>();
        for (int i = 0; i < most && extra.hasNext(); i++) {
            Network network = extra.next();
            if (warden.end(network, now).isEmpty()) {
                slice.add(network);
            }
        }
        firewall.apply(Map.of(), slice, now);
        return slice.size();
    }

    /** What fails over and over makes comparisons rarer; what is known to be missing goes on. */
    private boolean attempt(Runnable step, Instant now) {
        boolean done = attempt(step);
        if (!done && !isPausing(now)) {
            failed = now;
            patience = patience.multipliedBy(2);
            patience = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
        }
        return done;
    }

    private boolean isPausing(Instant now) {
        return Duration.between(failed, now).abs().compareTo(patience) < 0;
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
            again = true;
            return false;
        }
    }
}
