package postwarden.firewall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The attributes of a netlink message, or of one that nests others: a view of the receive buffer,
 * good until the next message. Headers are in the host's order, nftables' values in the network's.
 *
 * @param buffer in the host's byte order
 */
record Attributes(ByteBuffer buffer, int from, int to) {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    Optional<Attributes> nested(int type) {
        int at = find(type);
        return at < 0 ? Optional.empty() : Optional.of(value(at));
    }

    void forEach(int type, Consumer<Attributes> each) {
        for (int at = from; at + HEADER <= to; at = next(at)) {
            if (type(at) == type) {
                each.accept(value(at));
            }
        }
    }

    int octet(int type, int absent) {
        int at = find(type);
        return at < 0 ? absent : buffer.get(at + HEADER) & 0xff;
    }

    int number(int type, int absent) {
        int at = find(type);
        return at < 0 ? absent : bigEndian(buffer.getInt(at + HEADER));
    }

    long longNumber(int type, long absent) {
        int at = find(type);
        return at < 0 ? absent : bigEndian(buffer.getLong(at + HEADER));
    }

    /** Without the NUL at its end; empty if there is none. */
    String text(int type) {
        return nested(type)
                .map(Attributes::bytes)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .map(text -> text.endsWith("\0") ? text.substring(0, text.length() - 1) : text)
                .orElse("");
    }

    /** The whole of it, uninterpreted. */
    byte[] bytes() {
        byte[] bytes = new byte[to - from];
        buffer.get(from, bytes);
        return bytes;
    }

    private int find(int type) {
        for (int at = from; at + HEADER <= to; at = next(at)) {
            if (type(at) == type) {
                return at;
            }
        }
        return -1;
    }

    private Attributes value(int at) {
        return new Attributes(buffer, at + HEADER, at + length(at));
    }

    private int next(int at) {
        return at + Math.max(HEADER, length(at) + 3 & ~3);
    }

    private int length(int at) {
        return buffer.getShort(at) & 0xffff;
    }

    private int type(int at) {
        return buffer.getShort(at + 2) & TYPE_MASK;
    }

    private int bigEndian(int value) {
        return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private long bigEndian(long value) {
        return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }
}
