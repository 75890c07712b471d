package postwarden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import postwarden.testing.FuzzTarget;

/** Addresses, networks, durations and units: read strictly, or not at all. */
public final class AddressTarget implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "999999999w".repeat(50_000),
                        "*a".repeat(200),
                        "203.0.113.9",
                        "203.0.113.0/24",
                        "::ffff:203.0.113.9",
                        "64:ff9b::203.0.113.9",
                        "2001:db8:1:2::/64",
                        "::/0",
                        "1h 30m",
                        "999999999w",
                        "postfix@*.service"));
    }

    @Override
    public void take(byte[] input) {
        String text = FuzzTarget.text(input);
        Address.parse(text)
                .ifPresent(
                        address -> {
                            assertEquals(Optional.of(address), Address.parse(address.toString()));
                            assertEquals(address, Address.of(address.bytes()));
                            OffenderSize.DEFAULT.offender(address);
                        });
        Offender.parse(text)
                .ifPresent(
                        offender -> assertEquals(Optional.of(offender), again(offender.network())));
        TimeSpan.parse(text).ifPresent(TimeSpan::format);
        try {
            new UnitGlob(text).matches(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
    }

    private static Optional<Offender> again(Network network) {
        return Offender.parse(network.toString());
    }
}
