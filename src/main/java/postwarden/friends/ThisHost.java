package postwarden.friends;

import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import postwarden.Address;
import postwarden.Friends.Friend;
import postwarden.Network;

/**
 * This host's own addresses, its gateways (/proc/net/route, /proc/net/ipv6_route) and its resolvers
 * (resolv.conf(5)). Reads anew each time; what cannot be read is left out.
 */
final class ThisHost {
    private static final List<Path> RESOLVERS =
            List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

    private ThisHost() {}

    static List<Friend> friends() {
        List<Friend> friends = new ArrayList<>();
        addresses(friends);
        lines(Path.of("/proc/net/route")).stream().skip(1).forEach(line -> ipv4(line, friends));
        lines(Path.of("/proc/net/ipv6_route")).forEach(line -> ipv6(line, friends));
        RESOLVERS.forEach(file -> resolvers(lines(file), friends));
        return friends;
    }

    static void resolvers(List<String> lines, List<Friend> friends) {
        for (String line : lines) {
            String[] words = line.trim().split("\\s+", -1);
            if (words.length >= 2 && words[0].equals("nameserver")) {
                String address = words[1].replaceFirst("%.*", "");
                Address.parse(address).ifPresent(found -> add(found, "resolver", friends));
            }
        }
    }

    /** Destination, gateway: little-endian hexadecimal, second and third column. */
    static void ipv4(String route, List<Friend> friends) {
        String[] columns = route.trim().split("\\s+", -1);
        if (columns.length < 3 || columns[2].length() != 8) {
            return;
        }
        int gateway = Integer.reverseBytes(Integer.parseUnsignedInt(columns[2], 16));
        if (gateway != 0) {
            add(Address.ipv4(gateway), "gateway", friends);
        }
    }

    /** The next hop is the fifth column, in the network's order. */
    static void ipv6(String route, List<Friend> friends) {
        String[] columns = route.trim().split("\\s+", -1);
        if (columns.length < 5 || columns[4].length() != 32) {
            return;
        }
        Address hop = Address.of(HexFormat.of().parseHex(columns[4]));
        if (hop.high() != 0 || hop.low() != 0) {
            add(hop, "gateway", friends);
        }
    }

    private static void addresses(List<Friend> friends) {
        try {
            for (NetworkInterface card :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InterfaceAddress own : card.getInterfaceAddresses()) {
                    add(Address.of(own.getAddress().getAddress()), "this host", friends);
                }
            }
        } catch (SocketException hasNoInterfaces) {
            return;
        }
    }

    private static void add(Address address, String why, List<Friend> friends) {
        friends.add(new Friend(Network.of(address), why));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of();
        }
    }
}
