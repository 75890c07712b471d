package postwarden;

/**
 * What reading met, in entries.
 *
 * @param entries entries of the watched units
 * @param untrusted entries of a believed owner without a unit: not judged
 * @param cut messages longer than {@link Entry#MESSAGE_BYTES}
 * @param damaged entries or fields that libsystemd could not give (EBADMSG and its like), or gave
 *     by one index and not by another
 */
public record Tally(long entries, long untrusted, long cut, long damaged) {
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(
                entries + other.entries,
                untrusted + other.untrusted,
                cut + other.cut,
                damaged + other.damaged);
    }
}
