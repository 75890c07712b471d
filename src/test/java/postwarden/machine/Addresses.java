package postwarden.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh addresses for attackers, each handed out once; packaging/machine.d/names names them. */
final class Addresses {
    /** Of people that nobody has a reason to ban. */
    static final String FRIEND = "198.18.3.250";

    static final String FRIEND6 = "2001:db8:1:99::1";
    static final String USER = "203.0.113.250";
    static final String VICTIM = "203.0.113.200";

    private final AtomicInteger named = new AtomicInteger();
    private final AtomicInteger nameless = new AtomicInteger();
    private final AtomicInteger listed = new AtomicInteger();
    private final AtomicInteger named6 = new AtomicInteger();
    private final AtomicInteger listed6 = new AtomicInteger();
    private final AtomicInteger nameless6 = new AtomicInteger();

    String fresh(Failure.Kind kind) {
        return switch (kind) {
            case NAMED -> named();
            case NAMELESS -> "203.0.113." + next(nameless, 190);
            case LISTED -> "198.51.100." + next(listed, 254);
        };
    }

    String fresh6(Failure.Kind kind) {
        return switch (kind) {
            case NAMED -> "2001:db8:1:" + next(named6, 98) + "::1";
            case NAMELESS -> "2001:db8:203:" + next(nameless6, 99) + "::1";
            case LISTED -> "2001:db8:51:" + next(listed6, 9) + "::1";
        };
    }

    String named() {
        int number = next(named, 3 * 254) - 1;
        return "198.18." + number / 254 + "." + (number % 254 + 1);
    }

    List<String> named(int count) {
        List<String> addresses = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            addresses.add(named());
        }
        return addresses;
    }

    /** Nameless. */
    static List<String> spray(int count) {
        List<String> addresses = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            addresses.add("10.1." + each / 250 + "." + (each % 250 + 1));
        }
        return addresses;
    }

    /** As the kernel's set shows it. */
    static String element(String address) {
        return address.contains(":") ? address.replace("::1", "::") : address;
    }

    /** As postwarden writes it. */
    static String offender(String address) {
        return address.contains(":") ? element(address) + "/64" : address;
    }

    private static int next(AtomicInteger counter, int most) {
        int number = counter.incrementAndGet();
        if (number > most) {
            throw new IllegalStateException("no more than " + most + " such addresses");
        }
        return number;
    }
}
