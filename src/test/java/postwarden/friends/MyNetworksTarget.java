package postwarden.friends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import postwarden.testing.FuzzTarget;

/** What {@code mynetworks} may say, and a table in it. */
public final class MyNetworksTarget implements FuzzTarget {
    private final Path table;

    public MyNetworksTarget() throws IOException {
        table = FuzzTarget.scratch().resolve("table");
    }

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "127.0.0.0/8, [::1]/128 !192.0.2.1 hash:/x inline:{ 192.0.2.5=x, {y=z} }",
                        "if 10.0.0.0/8\n10.1.0.0/16 OK\nendif\n!10.9.0.0/16\n  goes on\n",
                        "[2001:db8::]/32\n203.0.113.0/24, /etc/hostname"));
    }

    @Override
    public void take(byte[] input) throws IOException {
        MyNetworks.parse(FuzzTarget.text(input));
        Files.write(table, input);
        MyNetworks.parse(table + " cidr:" + table).after(MyNetworks.parse("static:"));
    }
}
