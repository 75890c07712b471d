package postwarden;

import java.util.OptionalDouble;

/**
 * A source of entries, read once from front to back. One thread's: the one that opened it.
 *
 * <p>Entries that cannot be read are counted and passed over; what ends reading for good is a
 * {@link JournalException}.
 */
public interface Journal extends AutoCloseable {
    /**
     * Reads on behind the last batch. Looks at no more than {@code most} entries, and does not
     * wait: at the tail the batch is empty.
     */
    Batch read(int most);

    /** How much of what there is has been read, from 0 to 1, about; empty if that means nothing. */
    default OptionalDouble done() {
        return OptionalDouble.empty();
    }

    @Override
    void close();
}
