package postwarden;

/** What became of a strike. */
public sealed interface Verdict {
    /** Not counted: a friend's, or from before an unban. */
    record Spared(String why) implements Verdict {}

    /** On record, in no window; does not extend the ban. */
    record AlreadyBanned(Ban ban) implements Verdict {}

    /** In the window, which now weighs {@code count}. */
    record Counted(int count, int maxRetry) implements Verdict {}

    /** It filled the window. The ban may be over already, when a backlog is read. */
    record Banned(Ban ban) implements Verdict {}
}
