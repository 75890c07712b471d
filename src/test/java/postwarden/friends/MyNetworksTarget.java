package postwarden.friends;

import java.util.List;
import postwarden.testing.FuzzTarget;

/** What {@code mynetworks} may say. */
public final class MyNetworksTarget implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "127.0.0.0/8, [::1]/128 !192.0.2.1 hash:/etc/postfix/x",
                        "[2001:db8::]/32\n203.0.113.0/24, /etc/hostname"));
    }

    @Override
    public void take(byte[] input) {
        MyNetworks.parse(FuzzTarget.text(input));
    }
}
