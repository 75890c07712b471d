package postwarden.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Friends;
import postwarden.Jail;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.Verdict;
import postwarden.config.Settings;
import postwarden.daemon.Believed;
import postwarden.engine.Warden;
import postwarden.rules.CompiledBook;

/** One rule book over a history, windows and bans empty at the start: what it comes to. */
final class Trial {
    private final CompiledBook book;
    private final Believed believed;
    private final Warden warden;
    private final TreeMap<String, Long> rules = new TreeMap<>();
    private final List<Fall> falls = new ArrayList<>();
    private long strikes;
    private long spared;
    private long observed;
    private long held;

    /** A ban that would be, and the strike that was the last of its window. */
    record Fall(Ban ban, Strike last) {
        static Comparator<Fall> byStart() {
            return Comparator.<Fall, Instant>comparing(fall -> fall.ban().start())
                    .thenComparing(fall -> fall.ban().offender());
        }
    }

    Trial(CompiledBook book, Believed believed, Settings settings) {
        this.book = book;
        this.believed = believed;
        this.warden =
                new Warden(
                        book,
                        believed.trust(),
                        settings.offender(),
                        settings.storm(),
                        Optional.empty(),
                        0);
        book.jails().forEach(jail -> jail.rules().forEach(rule -> rules.put(rule.name(), 0L)));
    }

    Believed believed() {
        return believed;
    }

    Turn judge(Batch batch, Friends friends) {
        Turn turn = warden.judge(batch, friends);
        warden.accept();
        turn.judgements().forEach(this::count);
        return turn;
    }

    /** Whether a jail watches the entry and believes its writer, and none of its rules decides. */
    boolean leavesOut(Entry entry) {
        boolean watched = false;
        for (Jail jail : book.jails()) {
            Optional<String> unit = entry.unit();
            if ((unit.isEmpty() || jail.watches(unit.get()))
                    && believed.trust().believes(jail, entry.owner())) {
                watched = true;
                if (book.decides(jail, entry)) {
                    return false;
                }
            }
        }
        return watched;
    }

    Map<String, Long> rules() {
        return rules;
    }

    long strikes() {
        return strikes;
    }

    long spared() {
        return spared;
    }

    /** Full windows of rules and jails that only observe. */
    long observed() {
        return observed;
    }

    /** Full windows in storms. */
    long held() {
        return held;
    }

    /** By start, then offender. */
    List<Fall> falls() {
        return falls.stream().sorted(Fall.byStart()).toList();
    }

    static boolean isStrike(Judgement judgement) {
        return !(judgement.verdict() instanceof Verdict.Spared);
    }

    private void count(Judgement judgement) {
        if (!isStrike(judgement)) {
            spared++;
            return;
        }
        strikes++;
        rules.merge(judgement.strike().rule(), 1L, Long::sum);
        switch (judgement.verdict()) {
            case Verdict.Banned banned ->
                    banned.bans().forEach(ban -> falls.add(new Fall(ban, judgement.strike())));
            case Verdict.Observed each -> observed += each.would().isPresent() ? 1 : 0;
            case Verdict.Held each -> held += each.fills() ? 1 : 0;
            case Verdict.Spared each -> {}
            case Verdict.AlreadyBanned each -> {}
            case Verdict.Counted each -> {}
        }
    }
}
