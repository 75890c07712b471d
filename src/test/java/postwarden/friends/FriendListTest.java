package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postwarden.Address;
import postwarden.Friends.Friend;
import postwarden.Network;

class FriendListTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "192.0.2.5, 192.0.2.0/24",
        "192.0.2.0/24, 192.0.2.0/24",
        "192.0.0.0/16, 192.0.2.0/24",
        "2001:db8:1:2::/64, 2001:db8:1:2::25",
        "192.0.3.1, ''",
        "2001:db8:1:3::/64, ''",
        "127.9.9.9, 127.0.0.0/8",
        "::/0, ::",
        "fe80::1, fe80::/10",
    })
    void friendsAreFoundByOverlap(String asked, String friend) {
        FriendList list =
                new FriendList(List.of(friend("192.0.2.0/24"), friend("2001:db8:1:2::25")));
        assertEquals(
                friend,
                list.overlapping(network(asked))
                        .map(found -> found.network().toString())
                        .orElse(""));
    }

    @Test
    void theQuickLookUpAgreesWithASearch() {
        Random random = new Random(7);
        List<Friend> friends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            friends.add(new Friend(anyNetwork(random), "allow list"));
        }
        FriendList list = new FriendList(friends);
        for (int i = 0; i < 20_000; i++) {
            Network asked = anyNetwork(random);
            boolean expected = list.networks().stream().anyMatch(friend -> friend.overlaps(asked));
            assertEquals(expected, list.overlapping(asked).isPresent(), asked.toString());
        }
    }

    @Test
    void theKernelsRoutesNameTheGateways() {
        List<Friend> friends = new ArrayList<>();
        ThisHost.ipv4("eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0", friends);
        ThisHost.ipv4("eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0", friends);
        String zeros = "0".repeat(32);
        ThisHost.ipv6(
                zeros + " 00 " + zeros + " 00 20010db8000000000000000000000001 0400 1 0 3 eth0",
                friends);
        ThisHost.ipv6(zeros + " 00 " + zeros + " 00 " + zeros + " 0400 1 0 3 lo", friends);
        ThisHost.resolvers(List.of("# x", "nameserver 192.0.2.53", "search a"), friends);
        assertEquals(
                List.of("192.0.2.1", "2001:db8::1", "192.0.2.53"),
                friends.stream().map(friend -> friend.network().toString()).toList());
    }

    private static Network anyNetwork(Random random) {
        boolean ipv4 = random.nextBoolean();
        byte[] bytes = new byte[ipv4 ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(i < 2 ? 4 : 2);
        }
        bytes[0] = (byte) (ipv4 ? 20 : 0x20);
        return Network.of(Address.of(bytes), 8 + random.nextInt(ipv4 ? 25 : 121));
    }

    private static Friend friend(String text) {
        return new Friend(network(text), "allow list");
    }

    private static Network network(String text) {
        return Optional.of(text).flatMap(Network::parse).orElseThrow();
    }
}
