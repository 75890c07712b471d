package postwarden.daemon;

import java.util.List;
import postwarden.Address;
import postwarden.Network;
import postwarden.Offender;
import postwarden.OffenderSize;
import postwarden.Refusal;

/** What an address that somebody typed stands for. */
record Naming(OffenderSize size) {
    /**
     * The answer.
     *
     * @param translated what was typed is the NAT64 form of the offender
     * @param notes how it differs from what was typed
     */
    record Named(Offender offender, boolean translated, List<String> notes) {}

    /** A bare IPv6 address stands for its /64, a network for itself. */
    Named named(String text) {
        Network network =
                Network.parse(text)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                Refusal.Kind.BAD_INPUT,
                                                "'" + text + "' is no address and no network"));
        Offender itself = new Offender(network);
        if (!network.isSingle() || text.indexOf('/') >= 0) {
            return new Named(itself, false, List.of());
        }
        Address address = network.first();
        Offender offender = size.offender(address);
        return offender.equals(itself)
                ? new Named(offender, false, List.of())
                : new Named(
                        offender,
                        address.isTranslated(),
                        List.of(address + " stands for " + offender));
    }
}
