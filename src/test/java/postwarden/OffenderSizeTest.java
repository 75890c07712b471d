package postwarden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffenderSizeTest {
    @ParameterizedTest(name = "{0} is too large: {1}")
    @CsvSource({
        "0.0.0.0/0, true",
        "::/0, true",
        "::ffff:0:0/96, true",
        "128.0.0.0/7, true",
        "10.0.0.0/8, false",
        "203.0.113.9, false",
        "2000::/15, true",
        "2001::/16, false",
        "64:ff9b::/96, true",
        "64:ff9b::/48, true",
        "64:ff9b::a00:0/103, true",
        "64:ff9b::a00:0/104, false",
    })
    void mostOfTheAddressSpaceIsNoOffender(String network, boolean tooLarge) {
        assertEquals(tooLarge, OffenderSize.isTooLarge(Network.parse(network).orElseThrow()));
    }

    @Test
    void noSizeMakesOffendersThatAreTooLarge() {
        assertThrows(IllegalArgumentException.class, () -> new OffenderSize(7, 64));
        assertThrows(IllegalArgumentException.class, () -> new OffenderSize(32, 15));
    }
}
