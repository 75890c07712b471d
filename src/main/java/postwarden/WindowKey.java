package postwarden;

/** Which window: of which terms, and whose. */
public sealed interface WindowKey {
    /** As {@link Terms#window}. */
    String window();

    record OfOffender(String window, Offender offender) implements WindowKey {}

    /** Of whoever attacks one account; {@code account} is clients' text. */
    record OfAccount(String window, String account) implements WindowKey {}
}
