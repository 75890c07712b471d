package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Network;

/** Whom Postfix trusts, by what stands in mynetworks. */
class MyNetworksTest {
    @TempDir private Path directory;
    private Path table;

    @BeforeEach
    void name() {
        table = directory.resolve("table");
    }

    @Test
    void networksAreReadAsPostfixWritesThem() {
        MyNetworks read =
                MyNetworks.parse(
                        "127.0.0.0/8, [::ffff:127.0.0.0]/104 [::1]/128\n 192.0.2.0/24,!192.0.2.9"
                                + " hash:/etc/postfix/nets /no/such/file [2001:db8::]/32");
        assertEquals(Set.of("::1", "127.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"), texts(read));
        assertEquals(List.of("hash:/etc/postfix/nets", "/no/such/file"), read.unread());
    }

    @Test
    void aFileIsReadAndOneNamedInItIsNot() throws IOException {
        Files.writeString(table, "# ours\n192.0.2.0/24, 198.51.100.7\n/etc/hostname\n");
        MyNetworks read = MyNetworks.parse(table.toString());
        assertEquals(Set.of("192.0.2.0/24", "198.51.100.7"), texts(read));
        assertEquals(List.of(), read.unread());
    }

    @Test
    void aCidrTableIsRead() throws IOException {
        Files.writeString(
                table,
                """
                # whoever is named is trusted, whatever the result
                192.0.2.0/24    OK
                [2001:db8::]/32 REJECT
                198.51.100.7    goes
                    on in the next line
                203.0.113.0/24
                IF 10.0.0.0/8
                10.1.0.0/16     OK
                0.0.0.0/0       OK
                172.16.0.0/12   OK
                endif
                if !10.2.0.0/16
                10.2.3.4        OK
                endif
                172.16.5.5      OK
                !10.9.0.0/16    OK
                """);
        MyNetworks read = MyNetworks.parse("cidr:" + table);
        assertEquals(
                Set.of(
                        "192.0.2.0/24",
                        "2001:db8::/32",
                        "198.51.100.7",
                        "10.1.0.0/16",
                        "10.0.0.0/8",
                        "10.2.3.4",
                        "172.16.5.5"),
                texts(read));
        assertEquals(List.of("'!10.9.0.0/16' of cidr:" + table), read.unread());
    }

    @Test
    void aStaticTableTrustsEverybodyAndAnInlineOneItsKeys() {
        assertEquals(Set.of("0.0.0.0/0", "::/0"), texts(MyNetworks.parse("static:all")));
        MyNetworks read =
                MyNetworks.parse("inline:{ 192.0.2.5=OK, {192.0.2.6 = a b}, x=y } 192.0.2.8");
        assertEquals(Set.of("192.0.2.5", "192.0.2.6", "192.0.2.8"), texts(read));
        assertEquals(List.of(), read.unread());
    }

    @Test
    void otherTablesAreNamed() {
        String tables = "lmdb:/a pcre:/b proxy:mysql:/c unionmap:{static:x, hash:/d}";
        MyNetworks read = MyNetworks.parse(tables);
        assertEquals(Set.of(), texts(read));
        assertEquals(
                List.of("lmdb:/a", "pcre:/b", "proxy:mysql:/c", "unionmap:{static:x, hash:/d}"),
                read.unread());
    }

    @Test
    void aTableThatCannotBeReadAnyMoreTakesNobodyAway() throws IOException {
        Files.writeString(table, "192.0.2.0/24 OK\n");
        String value = "cidr:" + table + " 198.51.100.7";
        MyNetworks before = MyNetworks.parse(value);
        Files.delete(table);
        Files.createDirectory(table);
        MyNetworks meanwhile = MyNetworks.parse(value + " 198.51.100.8").after(before);
        assertEquals(Set.of("192.0.2.0/24", "198.51.100.7", "198.51.100.8"), texts(meanwhile));
        assertEquals(List.of("cidr:" + table), meanwhile.unread());
        Files.delete(table);
        Files.writeString(table, "192.0.2.5 OK\n");
        assertEquals(
                Set.of("192.0.2.5", "198.51.100.7"),
                texts(MyNetworks.parse(value).after(meanwhile)));
    }

    private static Set<String> texts(MyNetworks read) {
        return Set.copyOf(read.networks().stream().map(Network::toString).toList());
    }
}
