package postwarden;

/** Which window: of which terms, and whose. */
public sealed interface WindowKey {
    /** As {@link Terms#window}. */
    String window();

    record OfOffender(String window, Offender offender) implements WindowKey {
        /** By hand, as {@link Address#equals}. */
        @Override
        public boolean equals(Object other) {
            return other instanceof OfOffender key
                    && offender.equals(key.offender)
                    && window.equals(key.window);
        }

        @Override
        public int hashCode() {
            return offender.hashCode() * 31 + window.hashCode();
        }
    }

    /** Of whoever attacks one account; {@code account} is clients' text. */
    record OfAccount(String window, String account) implements WindowKey {}
}
