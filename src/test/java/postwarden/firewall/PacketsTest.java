package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postwarden.Firewall;
import postwarden.Network;
import postwarden.OffenderSize;

/** Who gets through: real connections over the loopback interface of a namespace of their own. */
@ExtendWith(OwnNetworkNamespace.class)
class PacketsTest {
    private static final String SERVER4 = "127.0.0.1";
    private static final String SERVER6 = "2001:db8:5:5::1";
    private static final String CLIENT4 = "127.0.0.5";
    private static final String CLIENT6 = "2001:db8:1:2::5";
    private static final String NEIGHBOUR6 = "2001:db8:1:2:ffff::6";
    private static final int PATIENCE_MILLISECONDS = 300;

    /** Each way of keeping somebody out. */
    enum Backend {
        NFTABLES,
        IPTABLES_NFT,
        IPTABLES_LEGACY,
        RULES_NFT,
        RULES_LEGACY;

        Firewall open(Set<Integer> ports) {
            for (String address : new String[] {SERVER6, CLIENT6, NEIGHBOUR6, "2001:db8:1:3::5"}) {
                Nft.ip("address add " + address + "/128 dev lo nodad");
            }
            Layout layout = new Layout(OffenderSize.DEFAULT, ports);
            return switch (this) {
                case NFTABLES ->
                        Nftables.open(LibraryCommands.open().orElseThrow(), layout, Pace.DEFAULT);
                case IPTABLES_NFT, IPTABLES_LEGACY ->
                        Iptables.open(xtables(), layout, Pace.WITHOUT_NEWS, List.of());
                case RULES_NFT, RULES_LEGACY ->
                        RuleChain.open(xtables(), layout, Pace.WITHOUT_NEWS, List.of());
            };
        }

        /** In packets; without sets, by any rule. */
        long dropped(String set) {
            if (this == NFTABLES) {
                return Nft.dropped(set);
            }
            String part = name().startsWith("RULES") ? " DROP " : Ipset.name(set(set));
            return new IptablesWitness(variant()).dropped(part);
        }

        private KernelSet set(String name) {
            return KernelSet.valueOf(name.toUpperCase(Locale.ROOT));
        }

        private Xtables xtables() {
            return Xtables.open(variant()).orElseThrow();
        }

        private String variant() {
            return name().endsWith("NFT") ? "iptables-nft" : "iptables-legacy";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBannedAddressDoesNotGetThroughAndEveryOtherDoes(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of())) {
            assertTrue(connects(CLIENT4, SERVER4, 25));
            ban(firewall, CLIENT4);
            assertFalse(connects(CLIENT4, SERVER4, 25));
            assertTrue(connects("127.0.0.6", SERVER4, 25));
            assertTrue(backend.dropped("banned4") > 0);
            firewall.apply(Map.of(), Set.of(network(CLIENT4)), Instant.now());
            assertTrue(connects(CLIENT4, SERVER4, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBanned64IsShutOutWithAllItsAddresses(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of())) {
            ban(firewall, "2001:db8:1:2::/64");
            assertFalse(connects(CLIENT6, SERVER6, 25));
            assertFalse(connects(NEIGHBOUR6, SERVER6, 25));
            assertTrue(connects("2001:db8:1:3::5", SERVER6, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSingleIpv6AddressIsShutOutAlone(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of())) {
            ban(firewall, CLIENT6);
            assertFalse(connects(CLIENT6, SERVER6, 25));
            assertTrue(connects(NEIGHBOUR6, SERVER6, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bannedNetworksAreShutOut(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of())) {
            ban(firewall, "127.0.0.4/30", "2001:db8:1::/48");
            assertFalse(connects(CLIENT4, SERVER4, 25));
            assertTrue(connects("127.0.0.8", SERVER4, 25));
            assertFalse(connects(NEIGHBOUR6, SERVER6, 25));
            assertTrue(backend.dropped("networks6") > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFriendGetsThroughWhateverIsBanned(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of())) {
            firewall.befriend(Set.of(network(CLIENT4), network("2001:db8:1:2:ffff::/80")));
            ban(firewall, CLIENT4, "127.0.0.4/30", "2001:db8:1:2::/64");
            assertTrue(connects(CLIENT4, SERVER4, 25));
            assertFalse(connects("127.0.0.6", SERVER4, 25));
            assertTrue(connects(NEIGHBOUR6, SERVER6, 25));
            assertFalse(connects(CLIENT6, SERVER6, 25));
            firewall.befriend(Set.of());
            assertFalse(connects(CLIENT4, SERVER4, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withPortsOnlyTheseAreOutOfReach(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of(25, 587))) {
            ban(firewall, CLIENT4, "2001:db8:1:2::/64");
            assertFalse(connects(CLIENT4, SERVER4, 25));
            assertFalse(connects(CLIENT4, SERVER4, 587));
            assertTrue(connects(CLIENT4, SERVER4, 22));
            assertFalse(connects(CLIENT6, SERVER6, 25));
            assertTrue(connects(CLIENT6, SERVER6, 22));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withOnePortOnlyThatIsOutOfReach(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of(25))) {
            ban(firewall, CLIENT4);
            assertFalse(connects(CLIENT4, SERVER4, 25));
            assertTrue(connects(CLIENT4, SERVER4, 26));
        }
    }

    @Test
    void otherTablesThatAcceptFirstLetNobodyThrough() throws IOException {
        try (Firewall firewall = Backend.NFTABLES.open(Set.of())) {
            ban(firewall, CLIENT4, "2001:db8:1:2::/64");
            for (String hook : List.of("prerouting priority -450", "input priority -450")) {
                Nft.run(
                        """
                        add table inet other
                        delete table inet other
                        add table inet other
                        add chain inet other first { type filter hook %s; policy accept; }
                        add rule inet other first accept
                        """
                                .formatted(hook));
                assertFalse(connects(CLIENT4, SERVER4, 25), hook);
                assertFalse(connects(CLIENT6, SERVER6, 25), hook);
                assertTrue(connects("127.0.0.6", SERVER4, 25), hook);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOpenConnectionIsCut(Backend backend) throws IOException {
        try (Firewall firewall = backend.open(Set.of());
                ServerSocket server = listen(SERVER4, 25);
                Socket client = new Socket()) {
            client.bind(new InetSocketAddress(address(CLIENT4), 0));
            client.connect(server.getLocalSocketAddress(), PATIENCE_MILLISECONDS);
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(PATIENCE_MILLISECONDS);
                client.getOutputStream().write('a');
                assertEquals('a', accepted.getInputStream().read());
                ban(firewall, CLIENT4);
                client.getOutputStream().write('b');
                assertThrows(SocketTimeoutException.class, () -> accepted.getInputStream().read());
            }
        }
    }

    private static void ban(Firewall firewall, String... networks) {
        Instant now = Instant.now();
        Map<Network, Instant> bans = new HashMap<>();
        for (String network : networks) {
            bans.put(network(network), now.plus(Duration.ofDays(7)));
        }
        firewall.apply(bans, Set.of(), now);
    }

    private static boolean connects(String from, String to, int port) throws IOException {
        try (ServerSocket server = listen(to, port);
                Socket client = new Socket()) {
            client.bind(new InetSocketAddress(address(from), 0));
            client.connect(server.getLocalSocketAddress(), PATIENCE_MILLISECONDS);
            return true;
        } catch (SocketTimeoutException dropped) {
            return false;
        }
    }

    private static ServerSocket listen(String at, int port) throws IOException {
        return new ServerSocket(port, 5, address(at));
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByAddress(network(text).first().bytes());
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
