package postwarden.control;

/** Who answers requests. Called by the server's threads, several at once. */
@FunctionalInterface
public interface Desk {
    /**
     * Answers with one of this package's reports; throws a {@link postwarden.Refusal} otherwise.
     *
     * @param caller who asks, by the socket's peer credentials, for the log
     */
    Object answer(Request request, String caller);
}
