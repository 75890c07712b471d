package postwarden;

import java.util.Optional;

/** Who is never banned. Asked by overlap, not by equality: a /64 may hold a friend. */
public interface Friends {
    /** A friend that shares at least one address with the network. */
    Optional<Friend> overlapping(Network network);

    /**
     * One friend, and why.
     *
     * @param why for people, such as "allow list" or "this host's own address"
     */
    record Friend(Network network, String why) {
        /** {@code allow list (192.0.2.0/24)}. */
        @Override
        public String toString() {
            return why + " (" + network + ")";
        }
    }
}
