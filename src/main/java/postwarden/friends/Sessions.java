package postwarden.friends;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import postwarden.Address;
import postwarden.Friends.Friend;
import postwarden.Network;

/** Whoever is logged in to this host from afar, by systemd-logind. */
final class Sessions {
    static final String WHY = "logged in to this host";

    private Sessions() {}

    static List<Friend> friends() {
        List<Friend> friends = new ArrayList<>();
        for (String host : remoteHosts()) {
            for (Address address : addresses(host)) {
                friends.add(new Friend(Network.of(address), WHY));
            }
        }
        return friends;
    }

    /** sshd tells logind an address, or, with UseDNS, a name that it has verified. */
    private static List<Address> addresses(String host) {
        String bare = host.replaceFirst("%.*", "");
        List<Address> addresses = new ArrayList<>(Address.parse(bare).stream().toList());
        if (addresses.isEmpty()) {
            try {
                for (InetAddress found : InetAddress.getAllByName(bare)) {
                    addresses.add(Address.of(found.getAddress()));
                }
            } catch (UnknownHostException unresolved) {
                return List.of();
            }
        }
        return addresses;
    }

    private static List<String> remoteHosts() {
        List<String> hosts = new ArrayList<>();
        try {
            for (String session : sessions()) {
                PointerByReference host = new PointerByReference();
                if (LibLogin.sd_session_is_remote(session) > 0
                        && LibLogin.sd_session_get_remote_host(session, host) >= 0) {
                    hosts.add(take(host.getValue()));
                }
            }
        } catch (UnsatisfiedLinkError hasNoLogind) {
            return List.of();
        }
        return hosts;
    }

    private static List<String> sessions() {
        PointerByReference list = new PointerByReference();
        if (LibLogin.sd_get_sessions(list) <= 0 || list.getValue() == null) {
            return List.of();
        }
        List<String> sessions = new ArrayList<>();
        for (Pointer name : list.getValue().getPointerArray(0)) {
            sessions.add(take(name));
        }
        LibLogin.free(list.getValue());
        return sessions;
    }

    private static String take(Pointer text) {
        String copy = text.getString(0);
        LibLogin.free(text);
        return copy;
    }
}
