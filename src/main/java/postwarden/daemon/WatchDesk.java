package postwarden.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import postwarden.control.BanReply;
import postwarden.control.BanReport;
import postwarden.control.Desk;
import postwarden.control.Request;
import postwarden.control.StatusReport;

/** Answers callers: what reads or changes the watch's state is done on the watch. */
final class WatchDesk implements Desk {
    /** Long enough for a turn, and for the kernel to list a million elements. */
    private static final long PATIENCE_SECONDS = 8;

    private static final int SLICE = 10;

    private final Watch watch;
    private final Standing standing;
    private final HandBans handBans;
    private final PastDesk past;
    private final Reloads reloads;

    WatchDesk(Watch watch, Standing standing, HandBans handBans, PastDesk past, Reloads reloads) {
        this.watch = watch;
        this.standing = standing;
        this.handBans = handBans;
        this.past = past;
        this.reloads = reloads;
    }

    @Override
    public Object answer(Request request, String caller) {
        return switch (request) {
            case Request.Status asked -> status();
            case Request.Bans asked -> asked.all() ? past.bans() : bans();
            case Request.Ban asked -> onWatch(() -> handBans.ban(asked, caller));
            case Request.Unban asked -> unban(asked, caller);
            case Request.Why asked -> past.why(asked.address());
            case Request.Reload asked -> reloads.reload(asked.drop(), caller);
        };
    }

    /** Each waits for the disk: the watch goes on between two slices. */
    private BanReply unban(Request.Unban asked, String caller) {
        handBans.requireNames(asked);
        List<String> lifted = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        int all = asked.addresses().size();
        for (int from = 0; from < all; from += SLICE) {
            List<String> slice = asked.addresses().subList(from, Math.min(from + SLICE, all));
            BanReply reply = onWatch(() -> handBans.unban(new Request.Unban(slice), caller));
            lifted.addAll(reply.offenders());
            notes.addAll(reply.notes());
        }
        return new BanReply(lifted, notes);
    }

    private BanReport[] bans() {
        return onWatch(standing::bans).stream().map(Reports::ban).toArray(BanReport[]::new);
    }

    /** The kernel is asked anew: its answer takes a moment, for which the watch does not wait. */
    private StatusReport status() {
        CompletableFuture<Integer> enforced = onWatch(standing::enforced);
        long patience = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / 2;
        int known = onWatch(standing::lastEnforced);
        int networks = enforced.completeOnTimeout(known, patience, TimeUnit.MILLISECONDS).join();
        int expected = onWatch(standing::expected).get().size(); // not on the watch: of a million
        return onWatch(() -> standing.report(new StatusReport.Bans(expected, networks)));
    }

    private <T> T onWatch(Supplier<T> question) {
        return Answers.await(watch.ask(question), PATIENCE_SECONDS);
    }
}
