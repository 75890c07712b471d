package postwarden;

import java.util.Optional;

/** The text forms of {@link Address}: RFC 4291 read, RFC 5952 written. */
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    static Optional<Address> parse(String text) {
        return text.indexOf(':') < 0 ? ipv4(text).map(Address::ipv4) : ipv6(text);
    }

    static String format(Address address) {
        if (address.isIpv4()) {
            int bits = (int) address.low();
            return (bits >>> 24)
                    + "."
                    + (bits >>> 16 & 255)
                    + "."
                    + (bits >>> 8 & 255)
                    + "."
                    + (bits & 255);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >>> (48 - 16 * (i % 4))) & 0xffff;
        }
        return format(groups);
    }

    private static String format(int[] groups) {
        int gap = -1;
        int gapLength = 1; // a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static Optional<Integer> ipv4(String text) {
        int bits = 0;
        int parts = 0;
        int at = 0;
        while (true) {
            int end = at;
            int part = 0;
            while (end < text.length() && end - at < 3 && isDigit(text.charAt(end))) {
                part = part * 10 + text.charAt(end++) - '0';
            }
            boolean padded = end - at > 1 && text.charAt(at) == '0';
            if (end == at || part > 255 || padded) {
                return Optional.empty();
            }
            bits = bits << 8 | part;
            parts++;
            if (end == text.length()) {
                return parts == 4 ? Optional.of(bits) : Optional.empty();
            }
            if (parts == 4 || text.charAt(end) != '.') {
                return Optional.empty();
            }
            at = end + 1;
        }
    }

    private static Optional<Address> ipv6(String text) {
        if (text.length() > 45) {
            return Optional.empty();
        }
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                Optional<Integer> tail = ipv4(text.substring(at));
                if (tail.isEmpty() || count > GROUPS - 2) {
                    return Optional.empty();
                }
                groups[count++] = tail.get() >>> 16;
                groups[count++] = tail.get() & 0xffff;
                break;
            }
            if (end == at || end - at > 4 || count == GROUPS || !isAscii(text, at, end)) {
                return Optional.empty();
            }
            groups[count++] = Integer.parseInt(text, at, end, 16);
            if (end == text.length()) {
                break;
            }
            if (text.charAt(end) != ':' || end + 1 == text.length()) {
                return Optional.empty();
            }
            at = end + 1;
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
                at++;
            }
        }
        boolean whole = gap < 0 ? count == GROUPS : count < GROUPS;
        return whole ? Optional.of(join(groups, count, gap)) : Optional.empty();
    }

    /** Moves the groups behind the gap to the end, and joins all to an address. */
    private static Address join(int[] groups, int count, int gap) {
        long[] halves = new long[2];
        for (int i = 0; i < count; i++) {
            int place = gap >= 0 && i >= gap ? GROUPS - count + i : i;
            halves[place / 4] |= (long) groups[i] << (48 - 16 * (place % 4));
        }
        return new Address(halves[0], halves[1]);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Character.digit also knows the digits of other scripts. */
    private static boolean isAscii(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
