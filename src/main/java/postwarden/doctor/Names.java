package postwarden.doctor;

import java.util.List;
import java.util.regex.Pattern;
import postwarden.Address;

/** What DNS knows of names that the administrator wrote. Nothing is an empty list. */
interface Names {
    Pattern DOMAIN = Pattern.compile("(?i)[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-z][a-z0-9-]+");

    /** Hosts that take a domain's mail, by MX. */
    List<String> exchangers(String domain);

    List<Address> addresses(String host);
}
