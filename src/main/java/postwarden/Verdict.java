package postwarden;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of a strike. */
public sealed interface Verdict {
    /** Not counted: a friend's, or from before an unban, or forgiven. */
    record Spared(String why) implements Verdict {}

    /** On record, in no window; does not extend the ban. */
    record AlreadyBanned(Ban ban) implements Verdict {}

    /** In the window, which now weighs {@code count}. */
    record Counted(int count, int maxRetry) implements Verdict {}

    /**
     * By a rule that bans nobody. In the window, which now weighs {@code count}; or it filled it.
     *
     * @param would the ban that would have been
     */
    record Observed(int count, int maxRetry, Optional<Ban> would) implements Verdict {}

    /**
     * Made in a storm of its kind.
     *
     * @param fills it would have banned
     * @param open in the window; if not, others have filled that already, and it is on record only
     */
    record Held(String kind, boolean fills, boolean open) implements Verdict {}

    /**
     * It filled the window. A ban may be over already, when a backlog is read.
     *
     * @param others of those who filled a window of an account with it
     */
    record Banned(Ban ban, List<Ban> others) implements Verdict {
        public Banned {
            others = List.copyOf(others);
        }

        public Banned(Ban ban) {
            this(ban, List.of());
        }

        public List<Ban> bans() {
            return Stream.concat(Stream.of(ban), others.stream()).toList();
        }
    }
}
