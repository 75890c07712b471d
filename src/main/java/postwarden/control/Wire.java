package postwarden.control;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Lines of JSON over a channel. */
final class Wire {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final int MOST_AT_ONCE = 1 << 16;

    private Wire() {}

    /** Reads up to the first line feed; fails at {@code most} bytes without one, and at the end. */
    static byte[] readLine(SocketChannel channel, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(MOST_AT_ONCE);
        while (channel.read(buffer) >= 0) {
            int end = buffer.position();
            boolean complete = end > 0 && buffer.get(end - 1) == '\n';
            line.write(buffer.array(), 0, end);
            if (complete) {
                return line.toByteArray();
            }
            if (line.size() > most) {
                throw new IOException("a line of more than " + most + " bytes");
            }
            buffer.clear();
        }
        throw new IOException("the connection ended inside a line");
    }

    static void writeLine(SocketChannel channel, Object value) throws IOException {
        byte[] json = JSON.writeValueAsBytes(value);
        ByteBuffer buffer = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
