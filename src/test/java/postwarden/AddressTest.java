package postwarden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "0.0.0.0, 0.0.0.0",
        "::ffff:203.0.113.9, 203.0.113.9",
        "::FFFF:cb00:7109, 203.0.113.9",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::, 2001:db8::",
        "::203.0.113.9, ::cb00:7109",
        "64:ff9b::203.0.113.9, 64:ff9b::cb00:7109",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    })
    void oneTextForEachAddress(String text, String written) {
        assertEquals(Optional.of(written), Address.parse(text).map(Address::toString));
    }

    @ParameterizedTest(name = "''{0}'' is no address")
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1..2.3",
                "1.2.3.",
                "0x1.2.3.4",
                "16909060",
                "+1.2.3.4",
                "٣.2.3.4",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "::g",
                "fe80::1%eth0",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "[::1]",
                "1::2:3:4:5:6:7:8",
                "::٣",
                "203.0.113.9:25",
            })
    void whatOnlyLooksLikeAnAddressIsNone(String text) {
        assertEquals(Optional.empty(), Address.parse(text));
    }

    @Test
    void everyAddressSurvivesItsText() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            }
            Address address = Address.of(bytes);
            assertEquals(Optional.of(address), Address.parse(address.toString()));
            assertArrayEquals(bytes.length == 4 ? bytes : address.bytes(), address.bytes());
            String jdk = InetAddress.getByAddress(bytes).getHostAddress();
            assertEquals(Optional.of(address), Address.parse(jdk));
        }
    }

    @ParameterizedTest(name = "{0} and {1} overlap: {2}")
    @CsvSource({
        "203.0.113.0/24, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.0/24, true",
        "203.0.113.0/25, 203.0.113.128/25, false",
        "2001:db8::/32, 2001:db8:1:2::/64, true",
        "2001:db8::/32, 2001:db9::, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, false",
        "0.0.0.0/0, 2001:db8::1, false",
        "::ffff:203.0.113.9, 203.0.113.9, true",
    })
    void networksOverlapByTheirBits(String one, String other, boolean overlap) {
        assertEquals(overlap, network(one).overlaps(network(other)));
        assertEquals(overlap, network(other).overlaps(network(one)));
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "203.0.113.77/24, 203.0.113.0/24",
        "203.0.113.9/32, 203.0.113.9",
        "::ffff:203.0.113.9/120, 203.0.113.0/24",
        "2001:db8:1:2:3::4/64, 2001:db8:1:2::/64",
        "0.0.0.0/0, 0.0.0.0/0",
        "::/0, ::/0",
    })
    void hostBitsAreCleared(String text, String written) {
        assertEquals(written, network(text).toString());
        assertTrue(network(text).contains(Network.of(network(text).last())));
    }

    @ParameterizedTest(name = "''{0}'' is no network")
    @ValueSource(
            strings = {
                "203.0.113.0/33",
                "203.0.113.0/",
                "203.0.113.0/024",
                "::/129",
                "::ffff:1.2.3.4/129",
                "x/8",
                "::/-1"
            })
    void badNetworksAreNone(String text) {
        assertEquals(Optional.empty(), Network.parse(text));
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
