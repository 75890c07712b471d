package postwarden.firewall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the attributes of a netlink message. Headers are in the host's order, values in the
 * network's.
 *
 * @param buffer in the host's byte order
 */
record AttributeWriter(ByteBuffer buffer) {
    private static final int HEADER = 4;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int NLA_F_NET_BYTEORDER = 0x4000;

    AttributeWriter text(int type, String text) {
        return value(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    AttributeWriter octet(int type, int value) {
        return value(type, (byte) value);
    }

    AttributeWriter number(int type, int value) {
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putInt(value)
                        .array();
        return value(type | NLA_F_NET_BYTEORDER, bytes);
    }

    AttributeWriter bytes(int type, byte[] bytes) {
        return value(type | NLA_F_NET_BYTEORDER, bytes);
    }

    AttributeWriter nested(int type, Runnable inside) {
        int start = buffer.position();
        buffer.position(start + HEADER);
        inside.run();
        header(start, buffer.position() - start, type | NLA_F_NESTED);
        return this;
    }

    private AttributeWriter value(int type, byte... bytes) {
        header(buffer.position(), HEADER + bytes.length, type);
        buffer.position(buffer.position() + HEADER).put(bytes);
        while (buffer.position() % HEADER != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    private void header(int at, int length, int type) {
        buffer.putShort(at, (short) length).putShort(at + 2, (short) type);
    }
}
