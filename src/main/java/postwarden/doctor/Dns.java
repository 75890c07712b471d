package postwarden.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import postwarden.Address;

/** By this host's resolvers; one that does not answer within a second knows nothing. */
final class Dns implements Names {
    private static final Properties SETUP = new Properties();

    static {
        SETUP.setProperty("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        SETUP.setProperty("com.sun.jndi.dns.timeout.initial", "1000");
        SETUP.setProperty("com.sun.jndi.dns.timeout.retries", "1");
    }

    /** The scheme is fixed and the name is one of DNS's: nothing but DNS is asked. */
    @Override
    @SuppressWarnings("BanJNDI")
    public List<String> exchangers(String domain) {
        if (!Names.DOMAIN.matcher(domain).matches()) {
            return List.of();
        }
        try {
            DirContext context = new InitialDirContext(SETUP);
            try {
                Attribute answer =
                        context.getAttributes("dns:/" + domain, new String[] {"MX"}).get("MX");
                return answer == null ? List.of() : hosts(Collections.list(answer.getAll()));
            } finally {
                context.close();
            }
        } catch (NamingException unknown) {
            return List.of();
        }
    }

    @Override
    public List<Address> addresses(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .map(address -> Address.of(address.getAddress()))
                    .toList();
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /** {@code 10 mx.example.net.} */
    private static List<String> hosts(List<?> records) {
        List<String> hosts = new ArrayList<>();
        for (Object each : records) {
            String host = each.toString().replaceFirst("^\\d+ +", "").replaceFirst("\\.$", "");
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
        return hosts;
    }
}
