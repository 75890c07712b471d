package postwarden.rules;

/** Whose rule files are read. */
public enum Readers {
    /** The daemon: files that belong to root and that nobody else can write. */
    DAEMON,
    /** The tools: the caller's own files, too; what the daemon would refuse is warned of. */
    TOOLS
}
